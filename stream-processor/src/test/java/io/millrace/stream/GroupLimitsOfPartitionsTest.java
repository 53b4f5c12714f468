package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.topic.RowPartitioner;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.partial.PartialBundles;
import io.millrace.stream.partial.TimeReport;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.topology.MillraceTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code maxGroups} where several aggregate partitions share the groups of a rollup. */
final class GroupLimitsOfPartitionsTest {
    private static final int SCHEMA = 7;
    private static final int PARTITIONS = 3;
    private static final Topics TOPICS = new Topics(PARTITIONS);
    private static final String PARTIALS = "millrace-stream-partials-repartition";
    private static final int MOST = 10;

    /** A third of them, rounded up. */
    private static final int SHARE = 4;

    private static final long WINDOW = Pipelines.WINDOW.toMillis();
    private static final Comparator<GroupKey> RANKS =
            Comparator.comparing(GroupKey::hash, Long::compareUnsigned).thenComparing(Comparator.naturalOrder());

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;

    GroupLimitsOfPartitionsTest(@TempDir Path folder) {
        this.folder = folder;
        RollupDefinition unlimited =
                Pipelines.rollup("province", new WindowDefinition.Tumbling(Pipelines.WINDOW, Duration.ZERO));
        pipelines.put(
                "acme",
                "gpon",
                SCHEMA,
                1,
                List.of(new RollupDefinition(
                        unlimited.name(),
                        unlimited.dimensions(),
                        unlimited.window(),
                        OptionalInt.of(MOST),
                        unlimited.measures())));
    }

    /** An event of a group in a window. */
    private record Seen(GroupKey group, long window) {}

    private static List<Seen> events(Random random, int count) {
        List<Seen> events = new ArrayList<>();
        for (int event = 0; event < count; event++) {
            String province = "p" + random.nextInt(60);
            GroupKey group = new GroupKey(("\u0001" + province + "\0\0").getBytes(StandardCharsets.UTF_8));
            events.add(new Seen(group, random.nextInt(2) * WINDOW));
        }
        return events;
    }

    /** The aggregate tasks of all partitions, and what they came to. */
    private final class Tasks implements AutoCloseable {
        private final List<TaskHarness> tasks = new ArrayList<>();
        private final Map<GroupKey, Integer> partitions = new HashMap<>();
        private long offset;

        Tasks(String run, StageLimits limits) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                tasks.add(new TaskHarness(
                        MillraceTopology.build(StageFixture.environment(pipelines, limits, NOW), TOPICS),
                        1,
                        partition,
                        "partials-repartition-source",
                        PARTIALS,
                        StageFixture.properties(folder.resolve(run + partition))));
            }
        }

        void take(Seen seen) {
            RollupState state = pipelines
                    .definitions()
                    .find("acme", "gpon")
                    .orElseThrow()
                    .rollups()
                    .get(0)
                    .plan()
                    .newState();
            state.add(new Event(
                    pipelines.definitions().find("acme", "gpon").orElseThrow().schema()));
            ByteWriter key = new ByteWriter();
            Partial.writeTarget(new Partial.Target("acme", "gpon", "province", 1), key);
            key.writeBytes(seen.group().bytes());
            ByteWriter value = new ByteWriter();
            Partial.writeWindow(0, seen.window(), value);
            state.write(value);
            PartialBundles bundles = new PartialBundles(PARTITIONS, (bundleKey, bundle) -> {
                int partition = RowPartitioner.partitionByKey(bundleKey, PARTITIONS);
                partitions.put(seen.group(), partition);
                process(partition, bundleKey, bundle);
            });
            bundles.add(key, value);
            bundles.flush();
        }

        void close(long streamTime) {
            ByteWriter value = new ByteWriter();
            TimeReport.writeHeader(0, 0, value);
            TimeReport.write(new TimeReport.Entry("acme", "gpon", streamTime, false), value);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                process(partition, TimeReport.keys(1).get(0), value.toByteArray());
            }
        }

        private void process(int partition, byte[] key, byte[] value) {
            tasks.get(partition)
                    .process(List.of(TaskHarness.record(PARTIALS, offset++, NOW.toEpochMilli(), key, value)));
        }

        void commit() {
            tasks.forEach(TaskHarness::commit);
        }

        private Map<RollupRow.Key, RollupRecords.Content> table() {
            Map<RollupRow.Key, RollupRecords.Content> table = new HashMap<>();
            for (TaskHarness task : tasks) {
                for (ProducerRecord<byte[], byte[]> record :
                        task.committed(TOPICS.rollups().name())) {
                    table.put(
                            StageFixture.RECORDS.rollupKey().deserialize(record.key()),
                            StageFixture.RECORDS.rollup().deserialize(record.value()));
                }
            }
            table.values().removeIf(RollupRecords.Content::deleted);
            return table;
        }

        /** As readers merge the rows. */
        Map<Seen, Long> counts() {
            Map<Seen, Long> counts = new HashMap<>();
            table().forEach((key, content) ->
                    counts.merge(new Seen(key.group(), key.windowStart()), content.events(), Long::sum));
            return counts;
        }

        /** What every partition keeps of these events if it keeps the share that ranks first. */
        Map<Seen, Long> expected(List<Seen> events) {
            Map<Seen, Long> expected = new HashMap<>();
            for (Seen event : events) {
                Set<GroupKey> kept = events.stream()
                        .filter(other -> other.window() == event.window())
                        .map(Seen::group)
                        .distinct()
                        .filter(group -> partitions.getOrDefault(group, -1).equals(partitions.get(event.group())))
                        .sorted(RANKS)
                        .limit(SHARE)
                        .collect(Collectors.toSet());
                GroupKey group = kept.contains(event.group()) ? event.group() : GroupKey.OTHER;
                expected.merge(new Seen(group, event.window()), 1L, Long::sum);
            }
            return expected;
        }

        @Override
        public void close() {
            tasks.forEach(TaskHarness::close);
        }
    }

    private static long total(Map<Seen, Long> counts, long window) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().window() == window)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldKeepTheShareOfEachPartitionInAnyOrder(long seed) {
        // Given
        Random random = new Random(seed);
        List<Seen> events = events(random, 250);
        for (int run = 0; run < 2; run++) {
            StageLimits limits = run == 0 ? ROOMY : new StageLimits(1, 1, 0, 1);
            try (Tasks tasks = new Tasks(run + "-", limits)) {
                // When
                for (Seen event : events) {
                    tasks.take(event);
                    if (random.nextInt(20) == 0) {
                        tasks.commit();
                    }
                }
                tasks.commit();
                // Then
                assertThat(tasks.counts()).isEqualTo(tasks.expected(events));
                assertThat(tasks.partitions.values()).contains(0, 1, 2);
            }
            Collections.shuffle(events, random);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldCountEveryEventThatComesLateInWhicheverPartition(long seed) {
        // Given
        Random random = new Random(seed);
        List<Seen> events = new ArrayList<>();
        try (Tasks tasks = new Tasks("late-", ROOMY)) {
            // When
            for (int round = 1; round <= 4; round++) {
                List<Seen> some = events(random, 80);
                some.forEach(tasks::take);
                events.addAll(some);
                tasks.commit();
                tasks.close(2L * round * Pipelines.LATENESS.toMillis());
            }
            // Then
            for (long window : List.of(0L, WINDOW)) {
                assertThat(total(tasks.counts(), window))
                        .isEqualTo(events.stream()
                                .filter(event -> event.window() == window)
                                .count());
            }
            assertThat(tasks.table().keySet())
                    .filteredOn(key -> key.group().isOther() && key.windowStart() == 0)
                    .hasSizeGreaterThan(PARTITIONS);
        }
    }
}
