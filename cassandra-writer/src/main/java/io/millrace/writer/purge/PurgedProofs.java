package io.millrace.writer.purge;

import io.millrace.cassandra.Proof;
import io.millrace.cassandra.ProofsTable;
import io.millrace.kafka.definitions.ActivePipeline;
import java.util.List;

/** What reconciling came to. */
record PurgedProofs(ProofsTable table) implements PurgedTable {
    @Override
    public String name() {
        return "proofs";
    }

    @Override
    public long purge(ActivePipeline pipeline) {
        List<Proof> proofs = Deletions.await(() -> table.read(pipeline.tenant())).stream()
                .filter(proof -> proof.pipeline().equals(pipeline.name()))
                .toList();
        proofs.forEach(table::delete);
        return proofs.size();
    }
}
