package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.rollup.RollupRow;
import io.millrace.stream.partial.TimeReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stream time, what it closes, and what comes after. */
final class LateDataTest {
    private static final long WINDOW = Pipelines.WINDOW.toMillis();
    private static final long LATENESS = Pipelines.LATENESS.toMillis();

    /** Stream time at which the window that starts at 0 closes. */
    private static final long CLOSING = WINDOW + LATENESS;

    private static final int SCHEMA = 7;
    private static final Duration REPORTED = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(35);

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;
    private int events;

    LateDataTest(@TempDir Path folder) {
        this.folder = folder;
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    /** An event whose time is reported at once. */
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

    private static RollupRow last(TopologyFixture topology) {
        List<RollupRow> rows = topology.emitted();
        return rows.get(rows.size() - 1);
    }

    private static TimeReport.Entry time(long greatestEventTime, boolean idle) {
        return new TimeReport.Entry("acme", "gpon", greatestEventTime, idle);
    }

    @Test
    void shouldMergeIntoTheRowUntilLatenessIsOver() {
        // Given
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, CLOSING - 1);
            // When
            event(topology, WINDOW - 1);
            // Then
            RollupRow row = last(topology);
            assertThat(row.key().windowStart()).isZero();
            assertThat(row.key().part()).isZero();
            assertThat(row.events()).isEqualTo(2);
            assertThat(topology.told().late("acme/gpon")).isZero();
        }
    }

    @Test
    void shouldOpenOnePartWhenLatenessIsOver() {
        // Given
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, CLOSING);
            // When
            event(topology, 0);
            RollupRow part = last(topology);
            event(topology, WINDOW - 1);
            // Then
            assertThat(part.key().windowStart()).isZero();
            assertThat(part.windowEnd()).isEqualTo(WINDOW);
            assertThat(part.key().part()).isGreaterThanOrEqualTo(NOW.toEpochMilli() * 1000);
            assertThat(part.events()).isEqualTo(1);
            RollupRow grown = last(topology);
            assertThat(grown.key()).isEqualTo(part.key());
            assertThat(grown.events()).isEqualTo(2);
            assertThat(topology.told().late("acme/gpon")).isEqualTo(2);
        }
    }

    @Test
    void shouldLeaveTheNextWindowOpen() {
        // Given
        try (TopologyFixture topology = topology()) {
            event(topology, WINDOW);
            event(topology, CLOSING);
            // When
            event(topology, WINDOW);
            // Then
            assertThat(last(topology).key().part()).isZero();
        }
    }

    @Test
    void shouldKeepAPartForTheLatenessOnceMore() {
        // Given
        try (TopologyFixture topology = topology()) {
            event(topology, CLOSING);
            event(topology, 0);
            RollupRow part = last(topology);
            // When
            event(topology, CLOSING + LATENESS - 1);
            event(topology, 0);
            RollupRow stillOpen = last(topology);
            event(topology, CLOSING + LATENESS);
            event(topology, 0);
            RollupRow next = last(topology);
            // Then
            assertThat(stillOpen.key()).isEqualTo(part.key());
            assertThat(stillOpen.events()).isEqualTo(2);
            assertThat(next.key().part()).isGreaterThan(part.key().part());
            assertThat(next.events()).isEqualTo(1);
        }
    }

    @Test
    void shouldFreeTheStateOfWhatClosed() {
        // Given
        try (TopologyFixture topology = topology()) {
            for (int province = 0; province < 150; province++) {
                event(topology, 0, "p" + province);
            }
            assertThat(topology.rowsOfState()).hasSize(150);
            // When
            for (int province = 0; province < 350; province++) {
                event(topology, CLOSING + WINDOW, "q" + province % 10);
            }
            topology.emitted();
            event(topology, 1, "p3");
            // Then: ten rows, the revision, and the part
            assertThat(topology.rowsOfState()).hasSize(11);
            assertThat(last(topology).key().part()).isPositive();
        }
    }

    @Test
    void shouldFreeTheStateOfAPipelineThatIsNoMore() {
        // Given
        pipelines.put("acme", "other", 8, 1, "province");
        try (TopologyFixture topology = topology()) {
            for (int province = 0; province < 50; province++) {
                event(topology, 0, "p" + province);
            }
            // When
            pipelines.remove("acme", "gpon");
            topology.advance(REPORTED);
            for (int number = 0; number < 200; number++) {
                topology.append("acme", freshId(number), pipelines.event(8, 0, "HKD", "olt"), NOW);
            }
            // Then
            assertThat(topology.rowsOfState()).hasSize(1);
            assertThat(topology.times()).doesNotContainKey("acme/gpon").containsKey("acme/other");
        }
    }

    @Test
    void shouldKeepStreamTimeAcrossARestart() {
        // Given
        List<KeyValue<Bytes, byte[]>> state;
        Map<String, byte[]> times;
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, CLOSING);
            state = topology.state();
            times = topology.times();
        }
        // When
        try (TopologyFixture topology = topology()) {
            topology.restore(state);
            topology.restoreTimes(times);
            event(topology, 0);
            // Then
            assertThat(last(topology).key().part()).isPositive();
        }
    }

    @Test
    void shouldNotCloseForOnePartitionThatRunsAhead() {
        // Given
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            // When
            topology.appendReport(1, time(100 * CLOSING, false));
            event(topology, 1);
            // Then
            assertThat(last(topology).key().part()).isZero();
        }
    }

    @Test
    void shouldNotWaitForAPartitionThatIsIdle() {
        // Given
        try (TopologyFixture topology = topology()) {
            topology.appendReport(1, time(0, false));
            event(topology, 0);
            event(topology, CLOSING);
            event(topology, 0);
            RollupRow heldUp = last(topology);
            // When
            topology.appendReport(1, time(0, true));
            event(topology, 0);
            // Then
            assertThat(heldUp.key().part()).isZero();
            assertThat(last(topology).key().part()).isPositive();
        }
    }

    @Test
    void shouldCallItsOwnPartitionIdleAfterThirtySecondsOfSilence() {
        // Given
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            topology.appendReport(1, time(CLOSING, false));
            // When
            topology.advance(Duration.ofSeconds(29));
            event(topology, 0);
            RollupRow before = last(topology);
            topology.advance(SILENCE);
            event(topology, 0);
            // Then
            assertThat(before.key().part()).isZero();
            assertThat(last(topology).key().part()).isPositive();
        }
    }

    @Test
    void shouldNeverOpenAgainWhatClosed() {
        // Given
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, CLOSING);
            // When: a partition that is far behind, and a lateness that would have kept the window
            topology.appendReport(1, time(-100 * CLOSING, false));
            pipelines.setLateness(Pipelines.LATENESS.multipliedBy(10));
            pipelines.put("acme", "gpon", SCHEMA, 1, "province");
            event(topology, 0);
            // Then
            assertThat(last(topology).key().part()).isPositive();
        }
    }

    @Test
    void shouldKeepPipelinesApart() {
        // Given
        pipelines.put("acme", "other", 8, 1, "province");
        try (TopologyFixture topology = topology()) {
            topology.append("acme", freshId(1_000), pipelines.event(8, 0, "HKD", "olt"), NOW);
            event(topology, CLOSING);
            // When
            topology.advance(REPORTED);
            topology.append("acme", freshId(1_001), pipelines.event(8, 0, "HKD", "olt"), NOW);
            // Then
            assertThat(last(topology).events()).isEqualTo(2);
        }
    }
}
