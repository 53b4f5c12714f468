package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts on windows of 15 minutes that start every five, from event to record. */
final class HoppingAlertsTest {
    private static final long ADVANCE = Duration.ofMinutes(5).toMillis();
    private static final long SIZE = 3 * ADVANCE;
    private static final long DELAY = 10_000;
    private static final int SCHEMA = 7;

    /** A report is sent at most once a second. */
    private static final Duration REPORTED = Duration.ofSeconds(1);

    /** After it the pipeline is idle, and known to be. */
    private static final Duration SILENCE = Duration.ofSeconds(36);

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;
    private int events;

    HoppingAlertsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    private static PipelineDefinition definition(String lateness, String alert) {
        return DefinitionReader.read("""
                apiVersion: millrace/v1
                pipeline: gpon
                event:
                  fields: [{name: province, type: string, optional: true}, {name: device, type: string}]
                lateness: %s
                rollups:
                  - name: total
                    dimensions: [province]
                    window: {type: hopping, size: 15m, advance: 5m}
                    measures: [{name: readings, type: count}, {name: devices, type: distinct, field: device}]
                alerts: [{name: a, rollup: total, %s}]
                """.formatted(lateness, alert));
    }

    private void alert(String alert) {
        pipelines.put("acme", SCHEMA, 1, definition("1h", alert));
    }

    private void event(TopologyFixture topology, long eventTime, String province, String device) {
        topology.append(
                "acme",
                freshId(events++),
                pipelines.event(SCHEMA, eventTime, province, device),
                NOW.plusSeconds(events));
    }

    private void event(TopologyFixture topology, long eventTime) {
        topology.advance(REPORTED);
        event(topology, eventTime, "HKD", "olt");
    }

    private void clock(TopologyFixture topology, long eventTime) {
        topology.advance(REPORTED);
        event(topology, eventTime, "clock", "olt");
        topology.advance(REPORTED);
    }

    private static List<String> changes(TopologyFixture topology) {
        return topology.alerts().stream()
                .filter(row -> row.dimensions().contains("HKD"))
                .map(row -> row.state().text() + " " + row.windowStart() / ADVANCE)
                .toList();
    }

    @Test
    void shouldJudgeWhatTheWindowCameToInAllItsPanes() {
        // Given
        alert("when: readings > 3 && devices == 2");
        try (TopologyFixture topology = topology()) {
            event(topology, 0, "HKD", "olt-1");
            event(topology, ADVANCE, "HKD", "olt-2");
            event(topology, ADVANCE, "HKD", "olt-1");
            assertThat(topology.alerts()).isEmpty();
            // When
            event(topology, SIZE - 1, "HKD", "olt-2");
            // Then
            List<AlertRow> alerts = topology.alerts();
            assertThat(alerts).hasSize(1);
            AlertRow row = alerts.get(0);
            assertThat(row.state()).isEqualTo(AlertRow.State.FIRING);
            assertThat(row.windowStart()).isZero();
            assertThat(row.windowEnd()).isEqualTo(SIZE);
            assertThat(row.since()).isZero();
            assertThat(row.events()).isEqualTo(4);
            assertThat(row.measures()).isEqualTo("{\"readings\":4,\"devices\":2}");
        }
    }

    @Test
    void shouldTakeWindowsInARowByTheirStarts() {
        // Given
        alert("when: readings > 0, for: 20m");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            assertThat(topology.alerts()).isEmpty();
            // When
            event(topology, ADVANCE);
            // Then
            List<AlertRow> alerts = topology.alerts();
            assertThat(alerts).hasSize(1);
            assertThat(alerts.get(0).since()).isEqualTo(-2 * ADVANCE);
            assertThat(alerts.get(0).windowStart()).isEqualTo(ADVANCE);
        }
    }

    @Test
    void shouldBeResolvedWhenAWindowIsOverInWhichItDoesNotHold() {
        // Given
        alert("when: readings > 1");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, 1);
            assertThat(changes(topology)).containsExactly("firing 0");
            clock(topology, ADVANCE + SIZE + DELAY - 1);
            assertThat(changes(topology)).isEmpty();
            // When
            clock(topology, ADVANCE + SIZE + DELAY);
            // Then
            assertThat(changes(topology)).containsExactly("resolved 1");
        }
    }

    @Test
    void shouldFireByAbsenceOnlyForAWindowWithoutAnyPane() {
        // Given
        alert("when: events == 0");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            topology.advance(SILENCE);
            topology.advance(Duration.ofMinutes(19));
            assertThat(topology.alerts()).isEmpty();
            // When
            topology.advance(Duration.ofMinutes(2));
            // Then
            assertThat(changes(topology)).containsExactly("firing 1");
        }
    }

    @Test
    void shouldJudgeAgainEveryWindowThatALateEventIsIn() {
        // Given
        alert("when: readings > 1, forWindows: 2");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, 2 * ADVANCE);
            clock(topology, ADVANCE + SIZE + DELAY);
            assertThat(changes(topology)).isEmpty();
            // When
            event(topology, ADVANCE);
            // Then
            assertThat(changes(topology)).containsExactly("firing 1");
        }
    }

    @Test
    void shouldKeepPanesUntilTheLastOfTheirWindowsIsClosed() {
        // Given
        pipelines.put("acme", SCHEMA, 1, definition("0s", "when: readings > 1"));
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            for (int count = 0; count < 300; count++) {
                event(topology, 2 * ADVANCE, "clock", "olt");
            }
            clock(topology, 2 * ADVANCE + 1);
            // When
            event(topology, 2 * ADVANCE + 2);
            // Then
            assertThat(changes(topology)).containsExactly("firing 0");
        }
    }

    @Test
    void shouldNotJudgeWindowsThatHaveClosed() {
        // Given
        pipelines.put("acme", SCHEMA, 1, definition("0s", "when: readings > 1, delay: 1d"));
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            clock(topology, SIZE);
            // When
            event(topology, 2 * ADVANCE);
            // Then
            assertThat(changes(topology)).isEmpty();
        }
    }

    @Test
    void shouldKeepItsStateOverARestart() {
        // Given
        alert("when: readings > 1, forWindows: 2");
        List<KeyValue<Bytes, byte[]>> rows;
        List<KeyValue<Bytes, byte[]>> alerts;
        Map<String, byte[]> times;
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, ADVANCE);
            rows = topology.state();
            alerts = topology.alertState();
            times = topology.times();
            assertThat(changes(topology)).containsExactly("firing 0");
        }
        try (TopologyFixture topology = topology()) {
            topology.restore(rows);
            topology.restoreAlerts(alerts);
            topology.restoreTimes(times);
            // When
            event(topology, 2 * ADVANCE);
            clock(topology, 3 * ADVANCE + SIZE + DELAY);
            // Then
            assertThat(changes(topology)).containsExactly("resolved 3");
        }
    }

    @Test
    void shouldJudgeOnlyTheWindowsThatAGenerationServes() {
        // Given
        PipelineDefinition definition = definition("1h", "when: readings > 0, forWindows: 3");
        pipelines.put(
                new PipelineRecord(
                        "acme",
                        "gpon",
                        List.of(new PipelineRecord.Version(1, "", "", SCHEMA, Instant.EPOCH)),
                        List.of(new PipelineRecord.Generation(
                                "total",
                                1,
                                1,
                                new RollupLayout(86_400_000, 4),
                                new TimeInterval(0, 3 * ADVANCE),
                                Long.MIN_VALUE,
                                Instant.EPOCH))),
                source -> definition);
        try (TopologyFixture topology = topology()) {
            event(topology, ADVANCE);
            assertThat(topology.alerts()).isEmpty();
            // When
            event(topology, 3 * ADVANCE);
            // Then
            assertThat(changes(topology)).containsExactly("firing 2");
        }
    }

    @Test
    void shouldChangeAsTheWindowsSayThatAreOver() {
        // Given
        Random random = new Random(11);
        TreeMap<Long, Long> panes = new TreeMap<>();
        alert("when: readings > 6, judge: end, delay: 0s");
        List<String> changes = new ArrayList<>();
        // When
        try (TopologyFixture topology = topology()) {
            int busy = 1;
            for (int minute = 0; minute < 400; minute++) {
                long time = Duration.ofMinutes(minute).toMillis();
                clock(topology, time);
                busy = random.nextInt(15) == 0 ? random.nextInt(3) : busy;
                for (int count = random.nextInt(busy + 1); count > 0; count--) {
                    panes.merge(time / ADVANCE, 1L, Long::sum);
                    event(topology, time, "HKD", "olt");
                }
                changes.addAll(changes(topology));
            }
        }
        // Then
        List<String> expected = new ArrayList<>();
        boolean firing = false;
        for (long window = panes.firstKey() - 2; window <= (400 - 1) / 5 - 3; window++) {
            long readings = LongStream.rangeClosed(window, window + 2)
                    .map(pane -> panes.getOrDefault(pane, 0L))
                    .sum();
            if (readings > 6 != firing) {
                firing = !firing;
                expected.add((firing ? "firing " : "resolved ") + window);
            }
        }
        assertThat(expected).hasSizeGreaterThan(6);
        assertThat(changes).isEqualTo(expected);
    }
}
