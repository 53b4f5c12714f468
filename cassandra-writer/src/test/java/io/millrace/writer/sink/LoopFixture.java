package io.millrace.writer.sink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A loop whose topic, table, clock and delays do what the test says. */
final class LoopFixture {
    private static final int PARTITIONS = 3;

    private final TestTable table = new TestTable();
    private final TestDeadLetters deadLetters = new TestDeadLetters();
    private final TestDelays delays = new TestDelays();
    private final TestRow.Reader reader = new TestRow.Reader();
    private final Map<TopicPartition, List<String>> topic = new HashMap<>();
    private final Map<TopicPartition, Long> lastCommitted = new HashMap<>();
    private final SteppingClock clock = new SteppingClock();
    private final MockConsumer<byte[], byte[]> consumer;
    private final SinkLoop<TestRow> loop;

    LoopFixture(Limits limits, long seed) {
        consumer = new MockConsumer<>("earliest") {
            @Override
            public synchronized void commitAsync(
                    Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
                offsets.forEach((partition, offset) -> lastCommitted.put(partition, offset.offset()));
                super.commitAsync(offsets, callback);
            }
        };
        Map<TopicPartition, Long> beginnings = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            beginnings.put(new TopicPartition(TestRow.TOPIC, partition), 0L);
        }
        consumer.updateBeginningOffsets(beginnings);
        consumer.updateEndOffsets(beginnings);
        Limits quick = limits.withDrain(Duration.ofMillis(1));
        loop = new SinkLoop<>(
                consumer,
                (any, listener) -> any.subscribe(List.of(TestRow.TOPIC), listener),
                reader,
                table,
                new SinkContext(quick, deadLetters, delays, clock, new Random(seed)),
                SinkMetrics.none());
    }

    /** Time passes by itself: each look is so much later that offsets are committed and stalls are over. */
    private static final class SteppingClock extends Clock {
        private long millis;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            millis += Duration.ofMinutes(1).toMillis();
            return Instant.ofEpochMilli(millis);
        }
    }

    MockConsumer<byte[], byte[]> consumer() {
        return consumer;
    }

    TestTable table() {
        return table;
    }

    TestDeadLetters deadLetters() {
        return deadLetters;
    }

    TestDelays delays() {
        return delays;
    }

    TestRow.Reader reader() {
        return reader;
    }

    SinkLoop<TestRow> loop() {
        return loop;
    }

    /** Makes these the partitions of this consumer. */
    void assign(Integer... partitions) {
        if (consumer.subscription().isEmpty()) {
            loop.subscribe();
        }
        Set<TopicPartition> before = Set.copyOf(consumer.assignment());
        consumer.rebalance(Arrays.stream(partitions)
                .map(partition -> new TopicPartition(TestRow.TOPIC, partition))
                .toList());
        // A rebalance makes the mock forget what was not polled.
        for (TopicPartition partition : consumer.assignment()) {
            long next = before.contains(partition) ? consumer.position(partition) : committed(partition.partition());
            List<String> records = topic.getOrDefault(partition, List.of());
            for (int offset = (int) next; offset < records.size(); offset++) {
                consumer.addRecord(TestRow.record(partition.partition(), offset, records.get(offset)));
            }
        }
    }

    void send(int partition, TestRow... rows) {
        for (TestRow row : rows) {
            send(partition, row.partition() + "/" + row.key() + "/" + row.revision());
        }
    }

    void send(int partition, String value) {
        TopicPartition to = new TopicPartition(TestRow.TOPIC, partition);
        List<String> records = topic.computeIfAbsent(to, any -> new ArrayList<>());
        if (consumer.assignment().contains(to)) {
            consumer.addRecord(TestRow.record(partition, records.size(), value));
        }
        records.add(value);
    }

    void step() {
        loop.step();
    }

    /** The offset a new owner would begin at. */
    long committed(int partition) {
        return lastCommitted.getOrDefault(new TopicPartition(TestRow.TOPIC, partition), 0L);
    }

    /** For {@link SinkLoop#run}: the partition is assigned, its rows are polled, then it is to stop. */
    void runsOnceThenStops(int partition, List<TestRow> rows) {
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(new TopicPartition(TestRow.TOPIC, partition)));
            rows.forEach(row -> send(partition, row));
            loop.stop();
        });
    }
}
