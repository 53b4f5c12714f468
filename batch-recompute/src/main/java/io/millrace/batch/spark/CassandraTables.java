package io.millrace.batch.spark;

import io.millrace.cassandra.ArchiveTable;
import io.millrace.cassandra.StoredRollups;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.rollup.RollupRow;
import java.util.Iterator;
import java.util.List;

/** The tables in Cassandra, by their own classes. */
public record CassandraTables(CassandraAddress address) implements Tables {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<ArchivedEvent> events(ArchiveTable.Partition partition, long from, long until) {
        return new ArchiveTable(Sessions.of(address)).iterator(partition, from, until);
    }

    @Override
    public List<ArchiveTable.Partition> partitions(String tenant, String pipeline) {
        return new ArchiveTable(Sessions.of(address)).partitions(tenant, pipeline);
    }

    @Override
    public Iterator<RollupRow> rows(RollupRow.Partition partition, long from, long until) {
        return new StoredRollups(Sessions.of(address)).iterator(partition, from, until);
    }

    @Override
    public Sink sink(int ttlSeconds) {
        return new RowWriter(Sessions.of(address), ttlSeconds);
    }
}
