package io.millrace.benchmarks.endtoend;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows what an engine has committed, until every event is counted in every rollup. Reads no more of a row than that takes. */
final class OutputTotals implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Function<ConsumerRecord<byte[], byte[]>, Counted> reader;
    private final List<String> rollups;
    private final Map<ByteBuffer, Long> rows = new HashMap<>();
    private final Map<String, Long> totals = new HashMap<>();

    /** A row as an engine emitted it, absolute; its key is the record's. */
    record Counted(String rollup, long events) {}

    OutputTotals(
            Lab lab, String topic, List<String> rollups, Function<ConsumerRecord<byte[], byte[]>, Counted> reader) {
        this.rollups = rollups;
        Map<String, Object> properties = lab.kafka().properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        this.reader = reader;
    }

    /** Returns when each rollup counts so many events. */
    void await(long events) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!rollups.stream().allMatch(rollup -> totals.getOrDefault(rollup, 0L) == events)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("after " + TimeUnit.MINUTES.convert(PATIENCE) + " min only " + totals);
            }
            consumer.poll(POLL).forEach(record -> {
                Counted row = reader.apply(record);
                Long former = rows.put(ByteBuffer.wrap(record.key()), row.events());
                totals.merge(row.rollup(), row.events() - (former == null ? 0 : former), Long::sum);
            });
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
