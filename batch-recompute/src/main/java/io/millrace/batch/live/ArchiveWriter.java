package io.millrace.batch.live;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.batch.spark.PartitionBatches;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.model.event.ArchivedEvent;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Archives events again. Not thread-safe. */
final class ArchiveWriter {
    private static final PartitionBatches.Limits LIMITS = new PartitionBatches.Limits(5_000, 32, 5);

    /** What Cassandra takes at most: 20 years. */
    private static final long LONGEST_SECONDS = 630_720_000;

    private final PartitionBatches<ArchivedEvent> batches;
    private final LongConsumer progress;
    private long written;

    private record Events(ArchiveTable table, int ttlSeconds) implements PartitionBatches.Statements<ArchivedEvent> {
        @Override
        public Object partitionOf(ArchivedEvent event) {
            return ArchiveTable.partitionOf(event);
        }

        @Override
        public int bytesOf(ArchivedEvent event) {
            return event.payload().length;
        }

        @Override
        public BoundStatement statementOf(ArchivedEvent event) {
            return table.insertAgain(event, ttlSeconds);
        }
    }

    /**
     * @param kept how long events are kept
     * @param progress is told now and then how many events were written so far
     */
    ArchiveWriter(CqlSession session, Duration kept, LongConsumer progress) {
        int ttlSeconds = (int) Math.min(kept.toSeconds(), LONGEST_SECONDS);
        batches = new PartitionBatches<>(session, new Events(new ArchiveTable(session), ttlSeconds), LIMITS);
        this.progress = progress;
    }

    void write(ArchivedEvent event) {
        written++;
        if (batches.write(event)) {
            progress.accept(written);
        }
    }

    /** Waits until all is durable. Says how many events there were. */
    long finish() {
        batches.finish();
        return written;
    }
}
