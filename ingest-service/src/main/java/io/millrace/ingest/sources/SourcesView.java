package io.millrace.ingest.sources;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceControlRecord;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.kafka.topic.CompactedTopicFollower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** What the topic of sources holds, of all sources. Thread-safe. */
public final class SourcesView implements CompactedTopicFollower.Memory {
    private final RecordSerde<SourceProgressRecord> progressSerde;
    private final RecordSerde<SourceControlRecord> controlSerde;
    private final Map<SourceKey, SourceProgressRecord> progress = new ConcurrentHashMap<>();
    private final Map<SourceKey, SourceControlRecord> controls = new ConcurrentHashMap<>();
    private final Map<Integer, Long> known = new ConcurrentHashMap<>();

    public SourcesView(RecordSerde<SourceProgressRecord> progressSerde, RecordSerde<SourceControlRecord> controlSerde) {
        this.progressSerde = progressSerde;
        this.controlSerde = controlSerde;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        SourceKey source = SourceKey.parse(key);
        if (SourceKey.isControl(key)) {
            put(source, record.value(), controlSerde, controls);
        } else {
            put(source, record.value(), progressSerde, progress);
        }
    }

    private static <T> void put(SourceKey source, byte[] value, RecordSerde<T> serde, Map<SourceKey, T> values) {
        if (value == null) {
            values.remove(source);
        } else {
            values.put(source, serde.deserialize(value));
        }
    }

    @Override
    public void advanced(int partition, long offset) {
        synchronized (known) {
            known.put(partition, offset);
            known.notifyAll();
        }
    }

    /**
     * Waits until a partition is known up to and with an offset.
     *
     * @throws TimeoutException if that takes too long
     */
    void await(int partition, long offset, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (known) {
            while (known.getOrDefault(partition, -1L) < offset) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new TimeoutException("the topic of sources is not read up to offset " + offset
                            + " of partition " + partition + " within " + patience);
                }
                known.wait(left);
            }
        }
    }

    /** All sources of a pipeline of which something is known, also those that it has no more. */
    Set<SourceKey> keys(String tenant, String pipeline) {
        return Stream.concat(progress.keySet().stream(), controls.keySet().stream())
                .filter(key -> key.tenant().equals(tenant) && key.pipeline().equals(pipeline))
                .collect(Collectors.toSet());
    }

    Optional<SourceProgressRecord> progress(SourceKey source) {
        return Optional.ofNullable(progress.get(source));
    }

    SourceControlRecord control(SourceKey source) {
        return controls.getOrDefault(source, SourceControlRecord.NONE);
    }
}
