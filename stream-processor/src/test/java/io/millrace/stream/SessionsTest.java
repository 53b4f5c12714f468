package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.RollupRecords;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.rollup.RollupRow;
import io.millrace.stream.partial.TimeReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions: what is one, what becomes of the rows of those that grow together, and of those that are late. */
final class SessionsTest {
    private static final long GAP = 60_000;
    private static final long LATENESS = Pipelines.LATENESS.toMillis();
    private static final int SCHEMA = 7;

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;
    private int events;

    SessionsTest(@TempDir Path folder) {
        this.folder = folder;
        pipelines.put(
                "acme",
                "gpon",
                SCHEMA,
                1,
                List.of(Pipelines.rollup("province", new WindowDefinition.Session(Duration.ofMillis(GAP)))));
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    private void event(TopologyFixture topology, long eventTime) {
        topology.append("acme", freshId(events++), pipelines.event(SCHEMA, eventTime, "HKD", "olt"), NOW);
    }

    private static void close(TopologyFixture topology, long closedBefore) {
        topology.appendReport(0, new TimeReport.Entry("acme", "gpon", closedBefore + LATENESS, false));
    }

    /** The rows that changes leave behind, as {@code start..end:events} with an asterisk for a later part. */
    private static final class Table {
        private final Map<String, Long> revisions = new TreeMap<>();
        private final Map<String, String> rows = new TreeMap<>();

        List<String> after(TopologyFixture topology) {
            for (KeyValue<RollupRow.Key, RollupRecords.Content> change : topology.changes()) {
                String key = change.key.partition() + "/" + change.key.windowStart() + "/" + change.key.part();
                long revision = change.value.revision();
                assertThat(revision).isGreaterThan(revisions.getOrDefault(key, 0L));
                revisions.put(key, revision);
                if (change.value.deleted()) {
                    rows.remove(key);
                } else {
                    rows.put(
                            key,
                            change.key.windowStart() + ".." + change.value.windowEnd() + ":" + change.value.events()
                                    + (change.key.part() == 0 ? "" : "*"));
                }
            }
            return List.copyOf(rows.values());
        }
    }

    @Test
    void shouldEndAGapBehindTheLastEvent() {
        // Given
        try (TopologyFixture topology = topology()) {
            // When
            event(topology, 0);
            event(topology, GAP - 1);
            event(topology, 2 * GAP - 1);
            // Then
            assertThat(new Table().after(topology)).containsExactlyInAnyOrder("0..119999:2", "119999..179999:1");
        }
    }

    @Test
    void shouldPutTwoSessionsTogetherThatAnEventJoins() {
        // Given
        Table table = new Table();
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, GAP);
            assertThat(table.after(topology)).containsExactlyInAnyOrder("0..60000:1", "60000..120000:1");
            // When
            event(topology, GAP / 2);
            // Then
            assertThat(table.after(topology)).containsExactly("0..120000:3");
        }
    }

    @Test
    void shouldMoveTheRowOfASessionThatBeginsEarlier() {
        // Given
        Table table = new Table();
        try (TopologyFixture topology = topology()) {
            event(topology, 5);
            table.after(topology);
            // When
            event(topology, 2);
            // Then
            assertThat(table.after(topology)).containsExactly("2..60005:2");
        }
    }

    @Test
    void shouldOpenAPartForAnEventOfASessionThatClosed() {
        // Given
        Table table = new Table();
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            close(topology, GAP);
            // When
            event(topology, 0);
            event(topology, 1);
            // Then
            assertThat(table.after(topology)).containsExactlyInAnyOrder("0..60000:1", "0..60001:2*");
            assertThat(topology.told().late("acme/gpon")).isEqualTo(2);
        }
    }

    @Test
    void shouldMergeIntoASessionUntilItCloses() {
        // Given
        Table table = new Table();
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            close(topology, GAP - 1);
            // When
            event(topology, 0);
            // Then
            assertThat(table.after(topology)).containsExactly("0..60000:2");
        }
    }

    @Test
    void shouldOverwriteNoClosedRowWhenALiveSessionGrowsBackOverIt() {
        // Given: one closed, one live that starts later
        Table table = new Table();
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, 100_000);
            close(topology, 90_000);
            table.after(topology);
            // When: events that reach back to the closed one's start
            event(topology, 50_000);
            event(topology, 0);
            // Then: three live events in rows of their own, that overlap
            List<String> rows = table.after(topology);
            assertThat(rows).contains("0..60000:1").hasSize(2);
            assertThat(rows).anyMatch(row -> row.equals("0..160000:3*"));
        }
    }

    @Test
    void shouldGoOnWithSessionsAfterARestart() {
        // Given
        Table table = new Table();
        List<KeyValue<Bytes, byte[]>> state;
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, GAP);
            table.after(topology);
            state = topology.state();
        }
        // When
        try (TopologyFixture topology = topology()) {
            topology.restore(state);
            event(topology, GAP / 2);
            // Then
            assertThat(table.after(topology)).containsExactly("0..120000:3");
            assertThat(topology.rowsOfState()).hasSize(1);
        }
    }

    @Test
    void shouldKeepPiecesWithinTheirCell() {
        // Given
        Table table = new Table();
        try (TopologyFixture topology = topology()) {
            // When
            for (int number = 0; number <= 96; number++) {
                event(topology, number * GAP / 2);
            }
            // Then: in a cell 48 gaps of events, and the gap behind the last
            assertThat(table.after(topology)).containsExactlyInAnyOrder("0..2910000:96", "2880000..2940000:1");
        }
    }
}
