package io.millrace.kafka.purges;

import io.millrace.kafka.record.PurgeRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.CompactedTopicFollower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** What the topic of purges holds: the last order of each pipeline and tenant, or the report that took its place. Thread-safe. */
public final class PurgesView implements CompactedTopicFollower.Memory {
    private final RecordSerde<PurgeRecord> serde;
    private final Map<String, PurgeRecord> purges = new ConcurrentHashMap<>();
    private final Set<UUID> done = ConcurrentHashMap.newKeySet();
    private final Object progress = new Object();
    private long known = -1;

    public PurgesView(RecordSerde<PurgeRecord> serde) {
        this.serde = serde;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            purges.remove(key);
        } else {
            PurgeRecord purge = serde.deserialize(record.value());
            purges.put(key, purge);
            if (purge.done()) {
                done.add(purge.id());
            }
        }
    }

    @Override
    public void advanced(int partition, long offset) {
        synchronized (progress) {
            known = offset;
            progress.notifyAll();
        }
    }

    /**
     * Waits until the topic is known up to and with an offset.
     *
     * @throws TimeoutException if that takes too long
     */
    public void await(long offset, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (progress) {
            while (known < offset) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new TimeoutException(
                            "the topic of purges is not read up to offset " + offset + " within " + patience);
                }
                progress.wait(left);
            }
        }
    }

    /** The last of each key. */
    public List<PurgeRecord> all() {
        return List.copyOf(purges.values());
    }

    /** Whether an order is the last of its key, and nobody has reported that it is done: one that was sent twice is carried out once. */
    public boolean isOpen(PurgeRecord order) {
        return last(order.key()).filter(last -> last.id().equals(order.id())).isPresent() && !done.contains(order.id());
    }

    /** Whether it was reported that a purge is done. */
    public boolean isDone(UUID purge) {
        return done.contains(purge);
    }

    /** The last order or report of a key. */
    public Optional<PurgeRecord> last(String key) {
        return Optional.ofNullable(purges.get(key));
    }
}
