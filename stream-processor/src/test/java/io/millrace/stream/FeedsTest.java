package io.millrace.stream;

import static io.millrace.stream.FedPipeline.FED;
import static io.millrace.stream.FedPipeline.MINUTE;
import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.rollup.RollupRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recomputed generations that the stream counts into from a cut on. */
final class FeedsTest {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long FROM = 100 * MINUTE;
    private static final long UNTIL = 110 * MINUTE;

    private final Pipelines pipelines = new Pipelines();
    private final FedPipeline pipeline = new FedPipeline(pipelines);
    private final Path folder;

    FeedsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    private static List<RollupRow> rows(TopologyFixture topology, String rollup, int generation) {
        return topology.changes().stream()
                .filter(change -> !change.value.deleted())
                .map(change -> change.value.at(change.key))
                .filter(row -> row.key().partition().rollup().equals(rollup)
                        && row.key().partition().generation() == generation)
                .toList();
    }

    private static List<String> texts(List<RollupRow> rows) {
        return rows.stream()
                .map(row -> row.key().windowStart() / MINUTE + " " + row.measures())
                .toList();
    }

    @Test
    void shouldCountFromTheCutOn() {
        // Given
        pipeline.put();
        try (TopologyFixture topology = topology()) {
            pipeline.append(topology, 1, FROM, 1);
            pipeline.append(topology, 2, FROM, 10);
            topology.changes();
            // When
            pipeline.announce("all", FED, 2, FROM, UNTIL);
            pipeline.append(topology, 3, FROM, 100);
            pipeline.append(topology, 4, FROM, 1_000);
            // Then
            assertThat(topology.cuts()).containsExactly("all/1000001=2");
            List<RollupRow> fed = rows(topology, "all", FED);
            assertThat(texts(fed)).containsExactly("100 {\"m\":100}", "100 {\"m\":1100}");
            assertThat(fed)
                    .extracting(row -> row.key().part())
                    .doesNotContain(0L)
                    .hasSize(2);
            assertThat(fed.get(0).key()).isEqualTo(fed.get(1).key());
        }
    }

    @Test
    void shouldCountIntoWhatServesAsBefore() {
        // Given
        pipeline.put();
        try (TopologyFixture topology = topology()) {
            pipeline.append(topology, 1, FROM, 1);
            // When
            pipeline.announce("all", FED, 2, FROM, UNTIL);
            pipeline.append(topology, 2, FROM, 10);
            // Then
            List<RollupRow> served = rows(topology, "all", 1);
            assertThat(texts(served)).containsExactly("100 {\"m\":1}", "100 {\"m\":11}");
            assertThat(served).extracting(row -> row.key().part()).containsOnly(0L);
        }
    }

    @Test
    void shouldCutAtTheBeginningWhereNoEventEverCame() {
        // Given
        pipeline.put();
        try (TopologyFixture topology = topology()) {
            topology.advance(LOOK);
            // When
            pipeline.announce("all", FED, 2, FROM, UNTIL);
            topology.advance(LOOK);
            // Then
            assertThat(topology.cuts()).containsExactly("all/1000001=0");
            pipeline.append(topology, 1, FROM, 1);
            assertThat(texts(rows(topology, "all", FED))).containsExactly("100 {\"m\":1}");
            assertThat(topology.cuts()).isEmpty();
        }
    }

    @Test
    void shouldCutByWallClockWhereEventsHaveCeased() {
        // Given
        pipeline.put();
        try (TopologyFixture topology = topology()) {
            pipeline.append(topology, 1, FROM, 1);
            pipeline.append(topology, 2, FROM, 10);
            // When
            pipeline.announce("all", FED, 2, FROM, UNTIL);
            topology.advance(LOOK);
            // Then
            assertThat(topology.cuts()).containsExactly("all/1000001=2");
            pipeline.append(topology, 3, FROM, 100);
            assertThat(texts(rows(topology, "all", FED))).containsExactly("100 {\"m\":100}");
        }
    }

    @Test
    void shouldCountTheWindowsOfTheIntervalOnly() {
        // Given
        pipeline.put();
        pipeline.announce("all", FED, 2, FROM, UNTIL);
        try (TopologyFixture topology = topology()) {
            // When
            pipeline.append(topology, 1, FROM - 1, 1);
            pipeline.append(topology, 2, FROM, 10);
            pipeline.append(topology, 3, UNTIL - 1, 100);
            pipeline.append(topology, 4, UNTIL, 1_000);
            // Then
            assertThat(texts(rows(topology, "all", FED))).containsExactly("100 {\"m\":10}", "105 {\"m\":100}");
        }
    }

    @Test
    void shouldFillHoppingWindowsThatBeginInTheInterval() {
        // Given: windows [100, 110) and [105, 115)
        pipeline.put();
        pipeline.announce("hopping", FED, 2, FROM, UNTIL);
        try (TopologyFixture topology = topology()) {
            // When
            pipeline.append(topology, 1, FROM - 1, 1);
            pipeline.append(topology, 2, FROM, 10);
            pipeline.append(topology, 3, UNTIL + 5 * MINUTE - 1, 100);
            pipeline.append(topology, 4, UNTIL + 5 * MINUTE, 1_000);
            // Then
            List<RollupRow> fed = rows(topology, "hopping", FED);
            assertThat(texts(fed)).containsExactly("100 {\"m\":10}", "110 {\"m\":100}");
            assertThat(fed).extracting(row -> row.key().part()).doesNotContain(0L);
        }
    }

    @Test
    void shouldCountNoCopyAboveTheCutOfAnEventBelow() {
        // Given
        pipeline.put();
        try (TopologyFixture topology = topology()) {
            pipeline.append(topology, 1, FROM, 1);
            // When
            pipeline.announce("all", FED, 2, FROM, UNTIL);
            pipeline.append(topology, 1, FROM, 1);
            pipeline.append(topology, 2, FROM, 10);
            pipeline.append(topology, 2, FROM, 10);
            // Then
            assertThat(texts(rows(topology, "all", FED))).containsExactly("100 {\"m\":10}");
        }
    }

    @Test
    void shouldLeaveOutWhatOnlyTheFeedCantEvaluate() {
        // Given: a feed by the first version, which divides by the lane
        pipeline.put();
        pipeline.announce("all", FED, 1, FROM, UNTIL);
        try (TopologyFixture topology = topology()) {
            // When
            pipeline.append(topology, 1, FROM, 0, 1);
            pipeline.append(topology, 2, FROM, 2, 10);
            pipeline.append(topology, 1, FROM, 0, 1);
            // Then
            List<RollupRow> all = topology.emitted();
            assertThat(texts(all.stream()
                            .filter(row -> row.key().partition().generation() == FED)
                            .toList()))
                    .containsExactly("100 {\"m\":5}");
            assertThat(texts(all.stream()
                            .filter(row -> row.key().partition().rollup().equals("all")
                                    && row.key().partition().generation() == 1)
                            .toList()))
                    .containsExactly("100 {\"m\":1}", "100 {\"m\":11}");
            assertThat(topology.deadLetters()).isEmpty();
            assertThat(topology.metric("feed-evaluation-failures-total")).isEqualTo(1);
        }
    }

    @Test
    void shouldNumberPartsOfTheRestOfTheGroupsToo() {
        // Given: one group is kept
        pipeline.put();
        pipeline.announce("limited", FED, 2, FROM, UNTIL);
        try (TopologyFixture topology = topology()) {
            // When
            for (int lane = 1; lane <= 5; lane++) {
                pipeline.append(topology, lane, FROM, lane, 1);
            }
            // Then
            List<RollupRow> fed = rows(topology, "limited", FED);
            assertThat(fed).anyMatch(row -> row.key().group().isOther());
            assertThat(fed).extracting(row -> row.key().part()).doesNotContain(0L);
        }
    }

    @Test
    void shouldOpenFurtherPartsForWhatIsLate() {
        // Given
        pipeline.put();
        pipeline.announce("all", FED, 2, FROM, UNTIL);
        try (TopologyFixture topology = topology()) {
            pipeline.append(topology, 1, FROM, 1);
            // When: the window closes, and an event comes late
            topology.advance(LOOK);
            pipeline.append(topology, 2, FROM + 24 * 60 * MINUTE, 10);
            topology.advance(LOOK);
            pipeline.append(topology, 3, FROM, 100);
            // Then
            List<RollupRow> fed = rows(topology, "all", FED);
            assertThat(texts(fed)).containsExactly("100 {\"m\":1}", "100 {\"m\":100}");
            assertThat(fed)
                    .extracting(row -> row.key().part())
                    .doesNotHaveDuplicates()
                    .doesNotContain(0L);
        }
    }

    @Test
    void shouldFeedSeveralGenerationsAtOnce() {
        // Given
        pipeline.put();
        pipeline.announce("all", FED, 2, FROM, UNTIL);
        try (TopologyFixture topology = topology()) {
            pipeline.append(topology, 1, FROM, 2, 10);
            // When
            pipeline.announce("all", FED + 1, 1, FROM, UNTIL);
            pipeline.announce("hopping", FED, 2, FROM, UNTIL);
            pipeline.append(topology, 2, FROM, 2, 100);
            // Then
            assertThat(topology.cuts()).containsExactly("all/1000001=0", "all/1000002=1", "hopping/1000001=1");
            List<RollupRow> all = topology.emitted();
            assertThat(texts(all.stream()
                            .filter(row -> row.key().partition().generation() == FED
                                    && row.key().partition().rollup().equals("all"))
                            .toList()))
                    .containsExactly("100 {\"m\":10}", "100 {\"m\":110}");
            assertThat(texts(all.stream()
                            .filter(row -> row.key().partition().generation() == FED + 1)
                            .toList()))
                    .containsExactly("100 {\"m\":50}");
        }
    }

    @Test
    void shouldKeepACutThroughChangesOfTheDefinition() {
        // Given
        pipeline.put();
        try (TopologyFixture topology = topology()) {
            pipeline.append(topology, 1, FROM, 1);
            pipeline.announce("all", FED, 2, FROM, UNTIL);
            pipeline.append(topology, 2, FROM, 10);
            // When
            pipeline.put();
            topology.advance(LOOK);
            pipeline.append(topology, 3, FROM, 100);
            // Then
            assertThat(topology.cuts()).containsExactly("all/1000001=1");
            assertThat(texts(rows(topology, "all", FED))).containsExactly("100 {\"m\":10}", "100 {\"m\":110}");
        }
    }

    @Test
    void shouldForgetAFeedThatIsNoMore() {
        // Given
        pipeline.put();
        pipeline.announce("all", FED, 2, FROM, UNTIL);
        try (TopologyFixture topology = topology()) {
            pipeline.append(topology, 1, FROM, 1);
            assertThat(topology.cuts()).containsExactly("all/1000001=0");
            topology.changes();
            // When
            pipeline.remove("all", FED);
            pipeline.append(topology, 2, FROM, 10);
            topology.advance(LOOK);
            // Then
            assertThat(topology.cuts()).containsExactly("all/1000001=-");
            assertThat(rows(topology, "all", FED)).isEmpty();
        }
    }

    @Test
    void shouldForgetTheFeedsOfADeletedPipeline() {
        // Given
        pipeline.put();
        pipeline.announce("all", FED, 2, FROM, UNTIL);
        try (TopologyFixture topology = topology()) {
            topology.advance(LOOK);
            // When
            pipeline.delete();
            topology.advance(LOOK);
            // Then
            assertThat(topology.cuts()).containsExactly("all/1000001=0", "all/1000001=-");
        }
    }

    @Test
    void shouldPurgeTheStateOfAFeedThatIsNoMore() {
        // Given
        pipeline.put();
        pipeline.announce("all", FED, 2, FROM, FROM + 1_000 * MINUTE);
        try (TopologyFixture topology = topology()) {
            for (int window = 0; window < 20; window++) {
                pipeline.append(topology, window, FROM + 5L * window * MINUTE, 1);
            }
            int before = topology.rowsOfState().size();
            // When
            pipeline.remove("all", FED);
            for (int window = 0; window < 150; window++) {
                pipeline.append(topology, 100 + window, FROM + 100 * MINUTE + window % 2, 1);
            }
            // Then: of 80 rows of four rollups, those of the feed are gone
            assertThat(before).isEqualTo(80);
            assertThat(topology.rowsOfState()).hasSize(60 + 3);
        }
    }
}
