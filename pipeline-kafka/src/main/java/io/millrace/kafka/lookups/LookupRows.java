package io.millrace.kafka.lookups;

import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.kafka.topic.CompactedTopicFollower;
import io.millrace.kafka.topic.TryAgainException;
import io.millrace.model.lookup.LookupTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Chunks of lookups that wait for the record that says they are whole. Filled in one thread, asked in another.
 *
 * <p>Chunks and record are written in one transaction, so whoever reads the record and reads the topic of chunks up to the offset that it names has all
 * of them.
 */
public final class LookupRows implements CompactedTopicFollower.Memory {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Map<String, TreeMap<Integer, byte[]>> chunks = new HashMap<>();
    private long known = -1;

    @Override
    public synchronized void take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        int cut = key.lastIndexOf('/');
        if (record.value() == null) {
            chunks.remove(key.substring(0, cut));
        } else {
            chunks.computeIfAbsent(key.substring(0, cut), unused -> new TreeMap<>())
                    .put(Integer.parseInt(key.substring(cut + 1)), record.value());
        }
    }

    @Override
    public synchronized void advanced(int partition, long offset) {
        known = offset;
        notifyAll();
    }

    /**
     * The table of a version, whose chunks are then no more kept here.
     *
     * @throws TryAgainException if they have not all been read yet
     * @throws IllegalArgumentException if they are not those of the version
     */
    synchronized LookupTable take(LookupVersionRecord version) {
        awaitRows(version);
        TreeMap<Integer, byte[]> found = chunks.remove(version.key());
        return LookupChunks.join(version, found == null ? new TreeMap<Integer, byte[]>().values() : found.values());
    }

    private synchronized void awaitRows(LookupVersionRecord version) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (known < version.rowsOffset()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new TryAgainException(
                        "rows of " + version.key() + " are known up to " + known + " of " + version.rowsOffset());
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new TryAgainException("interrupted before the rows of " + version.key() + " were known");
            }
        }
    }
}
