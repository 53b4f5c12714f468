package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.alert.AlertRow;
import io.millrace.model.alert.AlertRow.State;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.stream.partial.TimeReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts on the rows of five-minute windows, from event to record. */
final class AlertsTest {
    private static final long WINDOW = Duration.ofMinutes(5).toMillis();
    private static final long DELAY = 10_000;
    private static final int SCHEMA = 7;

    /** A report is sent at most once a second. */
    private static final Duration REPORTED = Duration.ofSeconds(1);

    /** After it the pipeline is idle, and known to be. */
    private static final Duration SILENCE = Duration.ofSeconds(36);

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;
    private int events;

    AlertsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    private void alert(String alert) {
        put("alerts: [{name: a, rollup: total, " + alert + "}]", 1);
    }

    private void put(String alerts, int generation) {
        pipelines.put("acme", SCHEMA, generation, DefinitionReader.read("""
                apiVersion: millrace/v1
                pipeline: gpon
                event:
                  fields: [{name: province, type: string, optional: true}, {name: device, type: string}]
                lateness: 1h
                rollups:
                  - name: total
                    dimensions: [province]
                    window: {type: tumbling, size: 5m}
                    measures: [{name: readings, type: count}, {name: devices, type: distinct, field: device}]
                """ + alerts));
    }

    private void event(TopologyFixture topology, long eventTime, String province) {
        topology.advance(REPORTED);
        topology.append(
                "acme",
                freshId(events++),
                pipelines.event(SCHEMA, eventTime, province, "olt"),
                NOW.plusSeconds(events));
    }

    private void event(TopologyFixture topology, long eventTime) {
        event(topology, eventTime, "HKD");
    }

    private static List<String> changes(TopologyFixture topology) {
        return topology.alerts().stream()
                .map(row -> row.state().text() + " " + row.windowStart() / WINDOW)
                .toList();
    }

    @Test
    void shouldFireAsSoonAsTheConditionHolds() {
        // Given
        alert("when: readings > 1");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            assertThat(topology.alerts()).isEmpty();
            // When
            event(topology, 1);
            // Then
            List<AlertRow> alerts = topology.alerts();
            assertThat(alerts).hasSize(1);
            AlertRow row = alerts.get(0);
            assertThat(row.key().tenant()).isEqualTo("acme");
            assertThat(row.key().pipeline()).isEqualTo("gpon");
            assertThat(row.key().rollup()).isEqualTo("total");
            assertThat(row.key().generation()).isEqualTo(1);
            assertThat(row.key().alert()).isEqualTo("a");
            assertThat(row.state()).isEqualTo(State.FIRING);
            assertThat(row.dimensions()).isEqualTo("{\"province\":\"HKD\"}");
            assertThat(row.windowStart()).isZero();
            assertThat(row.windowEnd()).isEqualTo(WINDOW);
            assertThat(row.since()).isZero();
            assertThat(row.events()).isEqualTo(2);
            assertThat(row.measures()).isEqualTo("{\"readings\":2,\"devices\":1}");
            assertThat(row.at()).isEqualTo(NOW.plusSeconds(2).toEpochMilli());
        }
    }

    @Test
    void shouldBeResolvedWhenAWindowIsOverInWhichItDoesNotHold() {
        // Given
        alert("when: readings > 1");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, 1);
            event(topology, WINDOW);
            event(topology, 2 * WINDOW + DELAY - 1, "other");
            topology.advance(REPORTED);
            assertThat(changes(topology)).containsExactly("firing 0");
            // When
            event(topology, 2 * WINDOW + DELAY, "third");
            topology.advance(REPORTED);
            // Then
            assertThat(changes(topology)).containsExactly("resolved 1");
        }
    }

    @Test
    void shouldFireAfterSoManyWindowsInARow() {
        // Given
        alert("when: readings > 0, for: 15m");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, WINDOW);
            assertThat(topology.alerts()).isEmpty();
            // When
            event(topology, 2 * WINDOW);
            // Then
            List<AlertRow> alerts = topology.alerts();
            assertThat(alerts).hasSize(1);
            assertThat(alerts.get(0).since()).isZero();
            assertThat(alerts.get(0).windowStart()).isEqualTo(2 * WINDOW);
        }
    }

    @Test
    void shouldJudgeOnlyWindowsThatAreOverIfToldSo() {
        // Given
        alert("when: readings < 3, judge: end");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, 1);
            event(topology, 2);
            event(topology, WINDOW);
            event(topology, WINDOW + DELAY);
            topology.advance(REPORTED);
            assertThat(topology.alerts()).isEmpty();
            // When
            event(topology, 2 * WINDOW + DELAY);
            topology.advance(REPORTED);
            // Then
            assertThat(changes(topology)).containsExactly("firing 1");
        }
    }

    @Test
    void shouldFireByAbsenceAndBeResolvedWhenEventsCome() {
        // Given
        alert("when: events == 0");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            topology.advance(SILENCE);
            topology.advance(Duration.ofMinutes(9));
            assertThat(topology.alerts()).isEmpty();
            // When
            topology.advance(Duration.ofMinutes(2));
            // Then
            List<AlertRow> alerts = topology.alerts();
            assertThat(alerts).hasSize(1);
            assertThat(alerts.get(0).state()).isEqualTo(State.FIRING);
            assertThat(alerts.get(0).windowStart()).isEqualTo(WINDOW);
            assertThat(alerts.get(0).measures()).isEqualTo("{\"readings\":0,\"devices\":0}");
            // When
            event(topology, 3 * WINDOW);
            event(topology, 4 * WINDOW + DELAY);
            topology.advance(REPORTED);
            // Then
            assertThat(changes(topology)).containsExactly("resolved 3");
        }
    }

    @Test
    void shouldBeResolvedByAbsence() {
        // Given
        alert("when: readings > 0");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            topology.advance(SILENCE);
            topology.advance(Duration.ofMinutes(9));
            assertThat(changes(topology)).containsExactly("firing 0");
            // When
            topology.advance(Duration.ofMinutes(2));
            // Then
            assertThat(changes(topology)).containsExactly("resolved 1");
        }
    }

    @Test
    void shouldNotTakeForAbsentWhatMayNotHaveBeenRead() {
        // Given
        alert("when: events == 0");
        try (TopologyFixture topology = topology()) {
            event(topology, 0, "HKD");
            topology.appendReport(1, new TimeReport.Entry("acme", "gpon", 1_000, false));
            // When
            event(topology, 5 * WINDOW, "other");
            topology.advance(SILENCE);
            topology.advance(Duration.ofHours(2));
            // Then
            assertThat(topology.alerts()).isEmpty();
        }
    }

    @Test
    void shouldLetALateRowCompleteTheWindowsInARow() {
        // Given
        alert("when: readings > 0, forWindows: 3");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, 2 * WINDOW);
            event(topology, 3 * WINDOW + DELAY);
            assertThat(topology.alerts()).isEmpty();
            // When
            event(topology, WINDOW);
            // Then
            assertThat(changes(topology)).containsExactly("firing 3");
        }
    }

    @Test
    void shouldKeepItsStateOverARestart() {
        // Given
        alert("when: readings > 0, forWindows: 2");
        List<KeyValue<Bytes, byte[]>> rows;
        List<KeyValue<Bytes, byte[]>> alerts;
        Map<String, byte[]> times;
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            assertThat(topology.alerts()).isEmpty();
            rows = topology.state();
            alerts = topology.alertState();
            times = topology.times();
        }
        try (TopologyFixture topology = topology()) {
            topology.restore(rows);
            topology.restoreAlerts(alerts);
            topology.restoreTimes(times);
            // When
            event(topology, WINDOW);
            // Then
            assertThat(changes(topology)).containsExactly("firing 1");
        }
    }

    @Test
    void shouldForgetAGroupAfterLateness() {
        // Given
        alert("when: events == 0");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            topology.advance(SILENCE);
            topology.advance(Duration.ofMinutes(20));
            List<AlertRow> firing = topology.alerts();
            assertThat(firing).extracting(AlertRow::state).containsExactly(State.FIRING);
            assertThat(firing.get(0).since()).isEqualTo(WINDOW);
            // When
            topology.advance(Duration.ofMinutes(40));
            topology.advance(Duration.ofMinutes(6));
            // Then
            assertThat(topology.alerts()).extracting(AlertRow::state).containsExactly(State.RESOLVED);
            assertThat(topology.alertState())
                    .allSatisfy(entry -> assertThat(entry.key.get()[0]).isZero());
        }
    }

    @Test
    void shouldResolveWhatFiresWhenItsAlertIsNoMore() {
        // Given
        alert("when: readings > 0");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            assertThat(changes(topology)).containsExactly("firing 0");
            // When
            put("", 1);
            topology.advance(REPORTED);
            // Then
            List<AlertRow> alerts = topology.alerts();
            assertThat(alerts).extracting(AlertRow::state).containsExactly(State.RESOLVED);
            assertThat(alerts.get(0).dimensions()).isEqualTo("{\"province\":\"HKD\"}");
        }
    }

    @Test
    void shouldCountWhatCannotBeJudgedAndGoOn() {
        // Given
        alert("when: 1 / (readings - 1) > 0");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            assertThat(topology.metric("alerts-failed-total")).isEqualTo(1);
            // When
            event(topology, 1);
            // Then
            assertThat(changes(topology)).containsExactly("firing 0");
        }
    }

    @Test
    void shouldJudgeAnAlertThatIsNewOnlyByWhatComesAfter() {
        // Given
        put("", 1);
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            // When
            alert("when: readings > 1");
            event(topology, 1);
            // Then
            assertThat(changes(topology)).containsExactly("firing 0");
        }
    }

    @Test
    void shouldJudgeTheFirstRowAfterAnAlertWasPut() {
        // Given
        put("", 1);
        try (TopologyFixture topology = topology()) {
            alert("when: readings > 0");
            // When
            topology.append("acme", freshId(1), pipelines.event(SCHEMA, 0, "HKD", "olt"), NOW);
            // Then
            assertThat(changes(topology)).containsExactly("firing 0");
        }
    }

    @Test
    void shouldForgetAllOfAPipelineThatIsNoMore() {
        // Given
        alert("when: readings > 0");
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            topology.advance(SILENCE);
            assertThat(topology.alertState()).hasSize(2);
            // When
            pipelines.remove("acme", "gpon");
            topology.advance(REPORTED);
            // Then
            assertThat(topology.alerts()).extracting(AlertRow::state).containsExactly(State.FIRING, State.RESOLVED);
            assertThat(topology.alertState()).isEmpty();
        }
    }
}
