package io.millrace.batch.spark;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cassandra.StoredRollups;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Deletes stored rows, a Cassandra partition at a time. */
public final class RowDeletion {
    private static final int IN_FLIGHT = 16;

    private RowDeletion() {}

    /**
     * @param slices whose partitions are deleted whole
     * @param revision of the deletion: what is written with a greater one stays
     */
    public static void delete(CqlSession session, String tenant, String pipeline, List<Slice> slices, long revision) {
        StoredRollups rollups = new StoredRollups(session);
        ArrayDeque<CompletionStage<?>> inFlight = new ArrayDeque<>();
        for (Slice slice : slices) {
            while (inFlight.size() >= IN_FLIGHT) {
                inFlight.remove().toCompletableFuture().join();
            }
            rollups.delete(slice.partition(tenant, pipeline), revision)
                    .forEach(statement -> inFlight.add(session.executeAsync(statement)));
        }
        inFlight.forEach(deletion -> deletion.toCompletableFuture().join());
    }
}
