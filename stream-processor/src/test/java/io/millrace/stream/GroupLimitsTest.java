package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.RollupRecords;
import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.stream.partial.TimeReport;
import io.millrace.stream.stage.StageLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows with more groups than {@code maxGroups}: the kept ones do not depend on the order, and no event is lost. */
final class GroupLimitsTest {
    private static final int SCHEMA = 7;
    private static final int MOST = 5;
    private static final long WINDOW = Pipelines.WINDOW.toMillis();
    private static final long CLOSING = WINDOW + Pipelines.LATENESS.toMillis();
    private static final Comparator<GroupKey> RANKS =
            Comparator.comparing(GroupKey::hash, Long::compareUnsigned).thenComparing(Comparator.naturalOrder());

    private final Pipelines pipelines = new Pipelines();
    private final Map<RollupRow.Key, RollupRecords.Content> table = new HashMap<>();
    private final Map<Long, Map<GroupKey, Long>> truth = new TreeMap<>();
    private final Path folder;
    private int events;

    GroupLimitsTest(@TempDir Path folder) {
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

    private static GroupKey group(String province) {
        return new GroupKey(("\u0001" + province + "\0\0").getBytes(StandardCharsets.UTF_8));
    }

    private void event(TopologyFixture topology, long time, String province) {
        events++;
        truth.computeIfAbsent(Math.floorDiv(time, WINDOW) * WINDOW, start -> new HashMap<>())
                .merge(group(province), 1L, Long::sum);
        topology.append(
                "acme", freshId(events), pipelines.event(SCHEMA, time, province, "olt"), NOW.plusSeconds(events));
    }

    private void read(TopologyFixture topology) {
        for (KeyValue<RollupRow.Key, RollupRecords.Content> change : topology.changes()) {
            if (change.value.deleted()) {
                table.remove(change.key);
            } else {
                table.put(change.key, change.value);
            }
        }
    }

    /** As readers merge them. */
    private Map<GroupKey, Long> window(long start) {
        Map<GroupKey, Long> groups = new HashMap<>();
        table.forEach((key, content) -> {
            if (key.windowStart() == start) {
                groups.merge(key.group(), content.events(), Long::sum);
            }
        });
        return groups;
    }

    private static Map<GroupKey, Long> limited(Map<GroupKey, Long> groups) {
        Set<GroupKey> kept = groups.keySet().stream().sorted(RANKS).limit(MOST).collect(Collectors.toSet());
        Map<GroupKey, Long> limited = new HashMap<>();
        groups.forEach(
                (group, count) -> limited.merge(kept.contains(group) ? group : GroupKey.OTHER, count, Long::sum));
        return limited;
    }

    private static long total(Map<GroupKey, Long> groups) {
        return groups.values().stream().mapToLong(Long::longValue).sum();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldKeepTheSameGroupsInAnyOrder(long seed) {
        // Given
        Random random = new Random(seed);
        StageLimits limits = random.nextBoolean() ? ROOMY : new StageLimits(1, 1, 0, 1);
        List<KeyValue<Bytes, byte[]>> state = List.of();
        int groups = 3 + random.nextInt(60);
        // When
        for (int life = 0; life < 3; life++) {
            try (TopologyFixture topology = new TopologyFixture(pipelines, limits, NOW, folder)) {
                topology.restore(state);
                for (int step = 0; step < 120; step++) {
                    event(topology, random.nextInt((int) (3 * WINDOW)), "p" + random.nextInt(groups));
                }
                read(topology);
                state = topology.state();
            }
        }
        // Then
        truth.forEach((start, all) -> assertThat(window(start)).isEqualTo(limited(all)));
        assertThat(state.stream().filter(entry -> entry.key.get()[0] != 0)).hasSizeLessThanOrEqualTo(3 * (MOST + 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldLoseNoEventThatComesLate(long seed) {
        // Given
        Random random = new Random(seed);
        StageLimits limits = random.nextBoolean() ? ROOMY : new StageLimits(1, 1, 0, 1);
        try (TopologyFixture topology = new TopologyFixture(pipelines, limits, NOW, folder)) {
            // When
            for (int step = 0; step < 600; step++) {
                long hand = step * 20_000L;
                event(topology, Math.max(0, hand - random.nextInt(8_000_000)), "p" + random.nextInt(30));
                if (step % 10 == 0) {
                    topology.appendReport(0, new TimeReport.Entry("acme", "gpon", hand, false));
                }
            }
            read(topology);
        }
        // Then
        truth.forEach((start, all) -> assertThat(total(window(start))).isEqualTo(total(all)));
        assertThat(table.keySet()).anyMatch(RollupRow.Key::isLate);
    }

    @Test
    void shouldPutALateGroupThatRanksBehindTheKeptOnesIntoTheRest() {
        // Given
        List<String> ranked = IntStream.range(0, 20)
                .mapToObj(number -> "p" + number)
                .sorted(Comparator.comparing(GroupLimitsTest::group, RANKS))
                .toList();
        try (TopologyFixture topology = new TopologyFixture(pipelines, ROOMY, NOW, folder)) {
            ranked.subList(0, 10).forEach(province -> event(topology, 0, province));
            topology.appendReport(0, new TimeReport.Entry("acme", "gpon", CLOSING, false));
            read(topology);
            // When
            event(topology, 1, ranked.get(19));
            event(topology, 1, ranked.get(0));
            read(topology);
            // Then
            assertThat(window(0)).isEqualTo(limited(truth.getOrDefault(0L, Map.of())));
            assertThat(window(0)).containsEntry(GroupKey.OTHER, 6L).hasSize(MOST + 1);
            assertThat(topology.told().limited("acme/gpon/province")).isEqualTo(6);
        }
    }
}
