package io.millrace.batch.live;

import io.millrace.batch.run.Proofs;
import io.millrace.cassandra.Proof;
import io.millrace.cassandra.ProofsTable;
import io.millrace.cassandra.TimelineTable;
import java.util.Optional;

/** What reconciling came to, in Cassandra. */
record CassandraProofs(ProofsTable table) implements Proofs {
    @Override
    public Optional<Proof> find(TimelineTable.Key rollup) {
        return table.find(rollup);
    }

    @Override
    public boolean replace(Optional<Proof> former, Proof next) {
        return table.replace(former, next);
    }
}
