package io.millrace.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.batch.compute.EventTally;
import io.millrace.batch.compute.Keyed;
import io.millrace.batch.compute.RowComparison;
import io.millrace.batch.compute.RowMerge;
import io.millrace.batch.compute.StoredParts;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.Target;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.kafka.record.PipelineRecord.Feed;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import io.millrace.model.window.Windows;
import io.millrace.stream.stage.StageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The exact cut: what the batch computes of the events below it, and what the stream counts of those from it on, are together what the batch computes of all, bit
 * for bit.
 */
class FeedAndBatchTest {
    private static final int FED = Layer.FIRST_GENERATION;
    private static final List<String> ROLLUPS = List.of("tumbling", "hopping", "sessions");

    @Property(tries = 40)
    void shouldCountEachEventOnceOnOneSideOfTheCut(@ForAll long seed, @ForAll boolean timeInId) throws Exception {
        // Given
        Random random = new Random(seed);
        History history = new History(random, timeInId, "10m");
        history.happen(250, 3_600_000);
        List<Feed> feeds =
                ROLLUPS.stream().map(rollup -> feed(history, rollup, random)).toList();
        int announcedAt = random.nextInt(history.events().size() + 1);
        // When
        StreamedRows.Fed streamed = streamed(history, feeds, announcedAt, random.nextBoolean());
        // Then
        assertThat(streamed.cut()).isEqualTo(announcedAt);
        BoundPlan all = plan(history, feeds, Long.MAX_VALUE);
        // Offsets of the history are three apart.
        BoundPlan below = plan(history, feeds, 3 * streamed.cut());
        List<Keyed> together = computed(history, below);
        List<Keyed> fed = parts(streamed.rows(), below);
        together.addAll(fed);
        RowComparison comparison = new RowComparison(
                RowMerge.ofEvents(
                        StreamAndBatchTest.sorted(computed(history, all)).iterator(), all.targets(), 1),
                RowMerge.ofStored(StreamAndBatchTest.sorted(together).iterator(), below.targets(), 1));
        assertThat(comparison.next()).isEmpty();
        assertThat(comparison.equal()).isPositive();
    }

    /** Windows of some hours of the history, as the rollups have them. */
    private static Feed feed(History history, String rollup, Random random) {
        TumblingWindows cells = Windows.of(
                        history.definition().rollup(rollup).orElseThrow().window())
                .cells();
        boolean isOfSessions = rollup.equals("sessions");
        long from = cells.startOf(History.START.toEpochMilli())
                + cells.size() * (isOfSessions ? random.nextInt(3) - 1 : random.nextInt(9) - 3);
        return new Feed(
                rollup,
                FED,
                1,
                History.LAYOUT,
                new TimeInterval(from, from + cells.size() * (1 + random.nextInt(isOfSessions ? 3 : 36))),
                -1,
                new UUID(0, 1),
                Instant.EPOCH);
    }

    private static BoundPlan plan(History history, List<Feed> feeds, long cut) {
        List<Target> targets = feeds.stream()
                .map(feed -> Target.of(feed.rollup(), feed.version(), feed.generation(), feed.serves()))
                .toList();
        WorkPlan plan = WorkPlan.of(history.record(), history.definitions().lookups(), targets, 1)
                .below(new long[] {cut});
        return new BoundPlan(WorkPlan.read(plan.toBytes()));
    }

    private static List<Keyed> computed(History history, BoundPlan plan) {
        List<Keyed> computed = new ArrayList<>();
        for (List<ArchivedEvent> task : StreamAndBatchTest.tasks(history.events(), plan.copiesShareTheirTime())) {
            computed.addAll(StreamAndBatchTest.partials(plan, task, Long.MAX_VALUE, new EventTally()));
        }
        return computed;
    }

    private static List<Keyed> parts(List<RollupRow> rows, BoundPlan plan) {
        List<RollupRow> fed = rows.stream()
                .filter(row -> row.key().partition().generation() == FED)
                .toList();
        assertThat(fed).extracting(row -> row.key().part()).doesNotContain(0L);
        return fed.stream()
                .flatMap(row -> plan.targets().stream()
                        .filter(target -> target.target()
                                .rollup()
                                .equals(row.key().partition().rollup()))
                        .map(target -> StoredParts.keyed(target, row, 1)))
                .toList();
    }

    private static StreamedRows.Fed streamed(History history, List<Feed> feeds, int announcedAt, boolean tight)
            throws IOException {
        StageLimits limits = tight ? StreamAndBatchTest.TIGHT : StreamAndBatchTest.ROOMY;
        Path folder = Files.createTempDirectory("feed-and-batch");
        try {
            return StreamedRows.of(history, limits, folder, feeds, announcedAt);
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }
}
