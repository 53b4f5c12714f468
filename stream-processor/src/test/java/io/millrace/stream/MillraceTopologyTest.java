package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.derivedId;
import static io.millrace.stream.StageFixture.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.stage.StageLimits;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MillraceTopologyTest {
    private static final long WINDOW = Pipelines.WINDOW.toMillis();
    private static final int SCHEMA = 7;

    private final Pipelines pipelines = new Pipelines();

    private final Path folder;

    private int events;

    MillraceTopologyTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    private void event(TopologyFixture topology, long eventTime) {
        event(topology, eventTime, "HKD");
    }

    private void event(TopologyFixture topology, long eventTime, String province) {
        topology.append("acme", freshId(events++), pipelines.event(SCHEMA, eventTime, province, "olt"), NOW);
    }

    private static List<String> windows(List<RollupRow> rows) {
        return rows.stream()
                .map(row -> row.key().windowStart() + ".." + row.windowEnd() + ":" + row.events())
                .toList();
    }

    @Test
    void shouldPutEventsAtTheEdgesIntoTheirWindows() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        try (TopologyFixture topology = topology()) {
            // When
            event(topology, 0);
            event(topology, WINDOW - 1);
            event(topology, WINDOW);
            event(topology, -1);
            event(topology, -WINDOW);
            event(topology, -WINDOW - 1);
            event(topology, 1);
            // Then
            assertThat(windows(topology.emitted()))
                    .containsExactly(
                            "0..300000:1",
                            "0..300000:2",
                            "300000..600000:1",
                            "-300000..0:1",
                            "-300000..0:2",
                            "-600000..-300000:1",
                            "0..300000:3");
        }
    }

    @Test
    void shouldEmitAbsoluteRowsWithTheirWholeKey() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 3, "province");
        try (TopologyFixture topology = topology()) {
            // When
            event(topology, 86_400_000);
            // Then
            RollupRow row = topology.emitted().get(0);
            assertThat(row.key().partition())
                    .isEqualTo(new RollupRow.Partition(
                            "acme",
                            "gpon",
                            "province",
                            3,
                            1,
                            row.key().partition().shard()));
            assertThat(row.key().part()).isZero();
            assertThat(row.measures()).isEqualTo("{\"readings\":1}");
            assertThat(row.revision()).isEqualTo(NOW.toEpochMilli() * 1000);
        }
    }

    @Test
    void shouldKeepTenantsApart() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        pipelines.put("zeta", "gpon", 8, 1, "province");
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", derivedId(1), pipelines.event(SCHEMA, 0, "HKD", "olt"), NOW);
            topology.append("zeta", derivedId(1), pipelines.event(8, 0, "HKD", "olt"), NOW);
            // Then
            assertThat(topology.emitted())
                    .extracting(row -> row.key().partition().tenant() + ":" + row.events())
                    .containsExactly("acme:1", "zeta:1");
        }
    }

    @Test
    void shouldCountACopyOnceWithinLateness() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        Instant last = NOW.plus(Pipelines.LATENESS);
        try (TopologyFixture topology = topology()) {
            byte[] event = pipelines.event(SCHEMA, 0, "HKD", "olt");
            // When
            topology.append("acme", derivedId(1), event, NOW);
            topology.append("acme", derivedId(1), event, NOW);
            topology.append("acme", derivedId(1), event, last);
            topology.append("acme", derivedId(2), event, last);
            // Then
            assertThat(windows(topology.emitted())).containsExactly("0..300000:1", "0..300000:2");
            assertThat(topology.progress())
                    .containsExactly(Map.entry(
                            new ProgressRecords.Key("acme", "gpon", 0),
                            new ProgressRecords.Progress(Instant.EPOCH, 2, 2, NOW)));
        }
    }

    @Test
    void shouldCountAgainAfterLateness() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        try (TopologyFixture topology = topology()) {
            byte[] event = pipelines.event(SCHEMA, 0, "HKD", "olt");
            // When
            topology.append("acme", derivedId(1), event, NOW);
            topology.append(
                    "acme", derivedId(1), event, NOW.plus(Pipelines.LATENESS).plusMillis(1));
            // Then
            assertThat(windows(topology.emitted())).containsExactly("0..300000:1", "0..300000:2");
        }
    }

    @Test
    void shouldMeasureLatenessFromTheLastCopy() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        try (TopologyFixture topology = topology()) {
            byte[] event = pipelines.event(SCHEMA, 0, "HKD", "olt");
            // When
            for (int minutes = 0; minutes <= 180; minutes += 45) {
                topology.append("acme", derivedId(1), event, NOW.plusSeconds(minutes * 60L));
            }
            // Then
            assertThat(windows(topology.emitted())).containsExactly("0..300000:1");
        }
    }

    @Test
    void shouldSendAnUnknownSchemaToDeadLetters() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        byte[] event = pipelines.event(99, 0, "HKD", "olt");
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", derivedId(1), event, NOW);
            // Then
            assertThat(topology.emitted()).isEmpty();
            DeadLetter letter = topology.deadLetters().get(0);
            assertThat(letter.code()).isEqualTo("unknown-schema");
            assertThat(letter.stage()).isEqualTo("route");
            assertThat(letter.tenant()).isEqualTo("acme");
            assertThat(letter.origin()).isEqualTo("events.acme-0@0");
            assertThat(letter.original()).isEqualTo(event);
        }
    }

    @Test
    void shouldLeaveNoIdBehindWhenAnEventFails() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        byte[] event = pipelines.event(SCHEMA, 0, "HKD", "olt");
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", derivedId(1), Arrays.copyOf(event, event.length - 1), NOW);
            topology.append("acme", derivedId(1), event, NOW);
            // Then
            assertThat(topology.deadLetters()).extracting(DeadLetter::code).containsExactly("malformed-record");
            assertThat(windows(topology.emitted())).containsExactly("0..300000:1");
        }
    }

    @Test
    void shouldSendWhatIsNoEventToDeadLettersAndGoOn() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        byte[] farAhead = Pipelines.event(SCHEMA, 0, 1L << 40, "HKD", "olt");
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", null, pipelines.event(SCHEMA, 0, "HKD", "olt"), NOW);
            topology.append("acme", new byte[3], pipelines.event(SCHEMA, 0, "HKD", "olt"), NOW);
            topology.append("acme", derivedId(1), null, NOW);
            topology.append("acme", derivedId(2), new byte[0], NOW);
            topology.append("acme", derivedId(3), new byte[] {1, 2, 3, 4, 5, 6}, NOW);
            topology.append("acme", derivedId(4), farAhead, NOW);
            event(topology, 0);
            // Then
            assertThat(topology.deadLetters()).hasSize(6).allSatisfy(letter -> assertThat(letter.code())
                    .isEqualTo("malformed-record"));
            assertThat(windows(topology.emitted())).containsExactly("0..300000:1");
        }
    }

    @Test
    void shouldGroupByNull() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", freshId(1), pipelines.event(SCHEMA, 0, null, "olt"), NOW);
            topology.append("acme", freshId(2), pipelines.event(SCHEMA, 0, "", "olt"), NOW);
            topology.append("acme", freshId(3), pipelines.event(SCHEMA, 0, null, "olt"), NOW);
            // Then
            assertThat(topology.emitted())
                    .extracting(row -> row.key().group() + ":" + row.events())
                    .containsExactly("00:1", "010000:1", "00:2");
        }
    }

    @Test
    void shouldTakeUpANewRollupWhileRunning() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            // When
            pipelines.put("acme", "gpon", SCHEMA, 1, "province", "device");
            event(topology, 0);
            // Then
            assertThat(topology.emitted())
                    .extracting(row -> row.key().partition().rollup() + ":" + row.events())
                    .containsExactly("province:1", "province:2", "device:1");
        }
    }

    @Test
    void shouldBeginANewGenerationFromNothing() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            // When
            pipelines.put("acme", "gpon", SCHEMA, 2, "province");
            event(topology, 0);
            // Then
            assertThat(topology.emitted())
                    .extracting(row -> row.key().partition().generation() + ":" + row.events())
                    .containsExactly("1:1", "2:1");
        }
    }

    @Test
    void shouldOnlyGrowTheRevisionAcrossRestarts() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        List<KeyValue<Bytes, byte[]>> state;
        long before;
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, 0);
            List<RollupRow> rows = topology.emitted();
            before = rows.get(1).revision();
            assertThat(before).isGreaterThan(rows.get(0).revision());
            state = topology.state();
        }
        // When: the next host's clock is a day behind
        try (TopologyFixture topology = new TopologyFixture(pipelines, ROOMY, NOW.minusSeconds(86_400), folder)) {
            topology.restore(state);
            event(topology, 0);
            // Then
            RollupRow row = topology.emitted().get(0);
            assertThat(row.events()).isEqualTo(3);
            assertThat(row.revision()).isEqualTo(before + 1);
        }
    }

    @Test
    void shouldGiveTheTruthWhateverTheOrderAndTheLimits() {
        // Given
        pipelines.put("acme", "gpon", SCHEMA, 1, "province", "device");
        pipelines.put("acme", "other", 8, 1, "province");
        pipelines.put("zeta", "gpon", 9, 1, "device");
        for (long seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            StageLimits limits = seed % 2 == 0 ? ROOMY : new StageLimits(1, 1, 0, 1);
            Truth truth = new Truth();
            try (TopologyFixture topology = new TopologyFixture(pipelines, limits, NOW, folder)) {
                // When
                for (int index = 0; index < 300; index++) {
                    int which = random.nextInt(3);
                    int id = random.nextInt(200);
                    long eventTime = random.nextInt(4) * WINDOW - WINDOW + random.nextInt(2) * (WINDOW - 1);
                    String province = random.nextInt(4) == 0 ? null : "p" + random.nextInt(3);
                    String device = "d" + random.nextInt(5);
                    String tenant = which == 2 ? "zeta" : "acme";
                    String pipeline = which == 1 ? "other" : "gpon";
                    if (truth.firstSeen(tenant, pipeline, id)) {
                        long start = Math.floorDiv(eventTime, WINDOW) * WINDOW;
                        if (which != 2) {
                            truth.count(tenant, pipeline, "province", start, province);
                        }
                        if (which != 1) {
                            truth.count(tenant, pipeline, "device", start, device);
                        }
                    }
                    topology.append(
                            tenant, derivedId(id), pipelines.event(SCHEMA + which, eventTime, province, device), NOW);
                }
                // Then
                assertThat(topology.lastMeasures()).as("seed %d", seed).isEqualTo(truth.measures());
            }
        }
    }

    @Test
    void shouldDropAPartialOfARollupThatIsNoMore() {
        // Given
        ActivePipeline former = pipelines.put("acme", "gpon", SCHEMA, 1, "province");
        RollupState state = former.rollups().get(0).plan().newState();
        pipelines.put("acme", "gpon", SCHEMA, 2, "province");
        try (TopologyFixture topology = topology()) {
            // When
            topology.appendPartial(new Partial.Target("acme", "gpon", "province", 1), 0, state);
            topology.appendPartial(new Partial.Target("acme", "gpon", "province", 2), 0, state);
            topology.appendPartial(new Partial.Target("acme", "gpon", "device", 1), 0, state);
            // Then
            assertThat(topology.emitted())
                    .extracting(row -> row.key().partition().generation())
                    .containsExactly(2);
            assertThat(topology.metric("partials-dropped-total")).isEqualTo(2);
        }
    }

    /** The same numbers, computed in the plainest way. */
    private static final class Truth {
        private final Map<String, Long> counts = new HashMap<>();
        private final Set<String> ids = new HashSet<>();

        boolean firstSeen(String tenant, String pipeline, int id) {
            return ids.add(tenant + "/" + pipeline + "/" + id);
        }

        void count(String tenant, String pipeline, String rollup, long windowStart, @Nullable String group) {
            StringBuilder hex = new StringBuilder(group == null ? "00" : "01");
            if (group != null) {
                group.chars().forEach(letter -> hex.append(String.format("%02x", letter)));
                hex.append("0000");
            }
            counts.merge(tenant + "/" + pipeline + "/" + rollup + "@" + windowStart + "#" + hex, 1L, Long::sum);
        }

        Map<String, String> measures() {
            Map<String, String> measures = new HashMap<>();
            counts.forEach((row, count) -> measures.put(row, "{\"readings\":" + count + "}"));
            return measures;
        }
    }
}
