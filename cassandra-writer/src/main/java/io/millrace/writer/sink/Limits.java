package io.millrace.writer.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one sink may hold and how it paces itself.
 *
 * @param rowsPerBatch at most, all of one Cassandra partition
 * @param bytesPerBatch at most, unless a single row has more; below Cassandra's {@code batch_size_fail_threshold}
 * @param batchesInFlight sent and not answered
 * @param recordsHeld read and not yet durable; when reached, the consumer pauses. Many: of a row that changes again while it waits, only the last is written
 * @param bytesHeld likewise, their rows
 * @param commitInterval between two commits of offsets
 * @param retryFirst upper end of the first random delay before a batch is sent again; doubles each time
 * @param retryLongest upper end of the longest
 * @param drain how long batches in flight are waited for when partitions or the process go away
 */
public record Limits(
        int rowsPerBatch,
        int bytesPerBatch,
        int batchesInFlight,
        int recordsHeld,
        long bytesHeld,
        Duration commitInterval,
        Duration retryFirst,
        Duration retryLongest,
        Duration drain) {
    public static final Limits DEFAULT = new Limits(
            30,
            48 << 10,
            64,
            200_000,
            32L << 20,
            Duration.ofMillis(500),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(4));

    /** A batch of more rows gains nothing and makes the coordinator hold more. */
    private static final int MOST_ROWS_PER_BATCH = 30;

    public Limits {
        List<String> problems = new ArrayList<>();
        if (rowsPerBatch < 1 || rowsPerBatch > MOST_ROWS_PER_BATCH) {
            problems.add("rows per batch: 1 to " + MOST_ROWS_PER_BATCH + ", not " + rowsPerBatch);
        }
        if (bytesPerBatch < 1) {
            problems.add("bytes per batch: at least 1, not " + bytesPerBatch);
        }
        if (batchesInFlight < 1) {
            problems.add("batches in flight: at least 1, not " + batchesInFlight);
        }
        if (recordsHeld < rowsPerBatch) {
            problems.add("records held: at least a batch, " + rowsPerBatch + ", not " + recordsHeld);
        }
        if (bytesHeld < bytesPerBatch) {
            problems.add("bytes held: at least a batch, " + bytesPerBatch + ", not " + bytesHeld);
        }
        for (Duration duration : List.of(commitInterval, retryFirst, retryLongest, drain)) {
            if (duration.isNegative() || duration.isZero()) {
                problems.add("durations are longer than nothing, not " + duration);
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    public Limits withBatches(int newRowsPerBatch, int newBytesPerBatch, int newBatchesInFlight) {
        return new Limits(
                newRowsPerBatch,
                newBytesPerBatch,
                newBatchesInFlight,
                recordsHeld,
                bytesHeld,
                commitInterval,
                retryFirst,
                retryLongest,
                drain);
    }

    public Limits withHeld(int newRecordsHeld, long newBytesHeld) {
        return new Limits(
                rowsPerBatch,
                bytesPerBatch,
                batchesInFlight,
                newRecordsHeld,
                newBytesHeld,
                commitInterval,
                retryFirst,
                retryLongest,
                drain);
    }

    public Limits withDrain(Duration newDrain) {
        return new Limits(
                rowsPerBatch,
                bytesPerBatch,
                batchesInFlight,
                recordsHeld,
                bytesHeld,
                commitInterval,
                retryFirst,
                retryLongest,
                newDrain);
    }
}
