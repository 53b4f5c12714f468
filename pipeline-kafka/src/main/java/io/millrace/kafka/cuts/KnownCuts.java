package io.millrace.kafka.cuts;

import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.CutRecords.Cut;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.CompactedTopicFollower;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The cuts that were reported, held in memory. Thread-safe. */
final class KnownCuts implements CompactedTopicFollower.Memory {
    private final RecordSerde<CutRecords.Key> keys;
    private final RecordSerde<Cut> values;
    private final Map<CutsLog.Fed, Map<Integer, Cut>> cuts = new HashMap<>();

    KnownCuts(RecordSerde<CutRecords.Key> keys, RecordSerde<Cut> values) {
        this.keys = keys;
        this.values = values;
    }

    @Override
    public synchronized void take(ConsumerRecord<byte[], byte[]> record) {
        CutRecords.Key key = keys.deserialize(record.key());
        CutsLog.Fed fed = new CutsLog.Fed(key.tenant(), key.pipeline(), key.rollup(), key.generation());
        byte[] value = record.value();
        if (value == null) {
            cuts.computeIfPresent(fed, (same, partitions) -> {
                partitions.remove(key.partition());
                return partitions.isEmpty() ? null : partitions;
            });
        } else {
            cuts.computeIfAbsent(fed, same -> new TreeMap<>()).put(key.partition(), values.deserialize(value));
        }
        notifyAll();
    }

    synchronized Map<Integer, Cut> of(CutsLog.Fed fed) {
        return Map.copyOf(cuts.getOrDefault(fed, Map.of()));
    }

    /** The offsets by partition, once every partition has one; empty if that does not come true in time. */
    synchronized Optional<long[]> await(CutsLog.Fed fed, int partitions, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Map<Integer, Cut> known = cuts.getOrDefault(fed, Map.of());
            if (known.size() >= partitions) {
                return Optional.of(
                        known.values().stream().mapToLong(Cut::offset).toArray());
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            // Rounded up, so that it never waits for ever.
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }
}
