package io.millrace.batch.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.batch.History;
import io.millrace.batch.StreamedRows;
import io.millrace.batch.compute.CountedEvent;
import io.millrace.batch.compute.SoughtRow;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.Target;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.TimeInterval;
import io.millrace.stream.stage.StageLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the topology stored and what Spark computes of the same archive, compared by the job itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecomputeJobTest {
    private static final int RECOMPUTED = 1_000_001;
    private static final StageLimits ROOMY = new StageLimits(1 << 20, 10_000, 1 << 20, 1 << 20);
    private static final TimeInterval ALL = new TimeInterval(
            History.START.minus(Duration.ofHours(2)).toEpochMilli(),
            History.START.plus(Duration.ofHours(3)).toEpochMilli());

    private JavaSparkContext spark;
    private int archives;

    @BeforeAll
    void start() {
        spark = new JavaSparkContext(new SparkConf()
                .setMaster("local[2,4]")
                .setAppName("RecomputeJobTest")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer"));
    }

    @AfterAll
    void stop() {
        spark.close();
    }

    private static WorkPlan plan(History history, List<String> rollups) {
        List<Target> targets =
                rollups.stream().map(rollup -> Target.of(rollup, 1, 1, ALL)).toList();
        return WorkPlan.of(history.record(), history.definitions().lookups(), targets, 1);
    }

    private static List<Slice> slices(WorkPlan plan, int generation) {
        List<Slice> slices = new ArrayList<>();
        new BoundPlan(plan)
                .targets()
                .forEach(target -> slices.addAll(Slice.of(
                        target.index(), target.target().rollup(), generation, History.LAYOUT, target.events())));
        return slices;
    }

    private RecomputeJob job(List<ArchivedEvent> archive, List<RollupRow> rows) {
        return new RecomputeJob(spark, new TablesInMemory(archives++, archive, rows), 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldProveAndRewriteWhatTheStreamStored(boolean timeInId, @TempDir Path folder) throws Exception {
        // Given
        History history = new History(new Random(42), timeInId, "10m");
        history.happen(250, 3_600_000);
        List<RollupRow> stored = StreamedRows.of(history, ROOMY, folder);
        WorkPlan plan = plan(history, List.of("tumbling", "hopping", "sessions"));
        RecomputeJob job = job(history.events(), stored);

        // When
        Comparison comparison = job.compare(plan, plan, slices(plan, 1));

        // Then
        assertThat(comparison.lines()).isEmpty();
        assertThat(comparison.different()).isZero();
        assertThat(comparison.equal()).isPositive();
        assertThat(job.eventsRead()).isEqualTo(history.events().size());
        assertThat(job.copies()).isPositive();
        assertThat(job.unusable()).as("divisions by zero").isPositive();

        // When: written as a generation of its own
        WorkPlan windows = plan(history, List.of("tumbling", "hopping"));
        Destination destination = new Destination(RECOMPUTED, History.LAYOUT.bucket(), History.LAYOUT.shards(), 60, 1);
        RecomputeJob.Written written = job.write(windows, List.of(destination, destination));
        Comparison again = job.compare(windows, windows, slices(windows, RECOMPUTED));

        // Then
        assertThat(again.different()).isZero();
        assertThat(again.equal()).isEqualTo(written.rows());
    }

    @Test
    void shouldTellWhatIsWrong(@TempDir Path folder) throws Exception {
        // Given: a row that is lost
        History history = new History(new Random(7), true, "10m");
        history.happen(60, 60_000);
        List<RollupRow> stored = StreamedRows.of(history, ROOMY, folder);
        RollupRow lost = stored.stream()
                .filter(row -> row.key().partition().rollup().equals("tumbling"))
                .findFirst()
                .orElseThrow();
        stored.remove(lost);
        WorkPlan plan = plan(history, List.of("tumbling"));

        // When
        Comparison comparison = job(history.events(), stored).compare(plan, plan, slices(plan, 1));

        // Then
        assertThat(comparison.different()).isEqualTo(1);
        assertThat(comparison.lines())
                .singleElement()
                .asString()
                .contains("\"tumbling\"", "\"missing\"", "\"served\":null");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFindTheEventsThatARowCounts(boolean timeInId, @TempDir Path folder) throws Exception {
        // Given: rows of windows, panes and sessions
        History history = new History(new Random(11), timeInId, "10m");
        history.happen(300, 3_600_000);
        List<RollupRow> stored = StreamedRows.of(history, ROOMY, folder);
        List<String> rollups = List.of("tumbling", "hopping", "sessions");
        WorkPlan plan = plan(history, rollups);
        List<RollupRow> lost = rollups.stream()
                .map(rollup -> stored.stream()
                        .filter(row -> row.key().partition().rollup().equals(rollup))
                        .max(Comparator.comparingLong(RollupRow::events))
                        .orElseThrow())
                .toList();
        List<RollupRow> left = stored.stream()
                .filter(row -> lost.stream()
                        .noneMatch(
                                gone -> gone.key().partition().equals(row.key().partition())
                                        && gone.key().group().equals(row.key().group())
                                        && gone.key().windowStart() == row.key().windowStart()))
                .toList();
        RecomputeJob job = job(history.events(), left);
        List<Comparison.Difference> missing =
                job.compare(plan, plan, slices(plan, 1)).differences();
        List<SoughtRow> sought = missing.stream()
                .map(row -> new SoughtRow(
                        row.target(), row.start(), row.end(), row.group().bytes()))
                .toList();

        // When
        List<List<CountedEvent>> all = job.events(plan, sought, 1_000);
        List<List<CountedEvent>> some = job.events(plan, sought, 3);

        // Then: of each as many as it counts, each an event that there is, none twice
        assertThat(missing).hasSameSizeAs(lost);
        for (int index = 0; index < missing.size(); index++) {
            Comparison.Difference row = missing.get(index);
            List<CountedEvent> events = all.get(index);
            assertThat(row.json()).contains("\"events\":" + events.size() + ",");
            assertThat(events).isSorted().doesNotHaveDuplicates().allSatisfy(event -> assertThat(event.time())
                    .isBetween(row.start(), row.end() - 1));
            assertThat(history.events().stream().map(RecomputeJobTest::counted).toList())
                    .containsAll(events);
            assertThat(some.get(index)).isEqualTo(events.subList(0, Math.min(3, events.size())));
        }
        assertThat(all).anySatisfy(events -> assertThat(events).hasSizeGreaterThan(3));
    }

    private static CountedEvent counted(ArchivedEvent event) {
        return new CountedEvent(event.eventTime(), event.id(), event.partition(), event.offset(), event.appendTime());
    }

    @Test
    void shouldCountOnlyWhatLiesBelowACut(@TempDir Path folder) throws Exception {
        // Given
        History history = new History(new Random(3), true, "10m");
        history.happen(50, 60_000);
        List<RollupRow> stored = StreamedRows.of(history, ROOMY, folder);
        long cut = history.events().get(49).offset() + 1;
        history.happen(20, 60_000);
        WorkPlan plan = plan(history, List.of("tumbling", "hopping"));

        // When
        Comparison whole = job(history.events(), stored).compare(plan, plan, slices(plan, 1));
        WorkPlan below = plan.below(new long[] {cut});
        Comparison part = job(history.events(), stored).compare(below, below, slices(plan, 1));

        // Then
        assertThat(whole.different()).isPositive();
        assertThat(part.different()).isZero();
        assertThat(part.equal()).isPositive();
    }

    @Test
    void shouldCountOfEachTargetWhatLiesBelowItsOwnCut(@TempDir Path folder) throws Exception {
        // Given
        History history = new History(new Random(3), true, "10m");
        history.happen(50, 60_000);
        List<RollupRow> stored = StreamedRows.of(history, ROOMY, folder);
        long cut = history.events().get(49).offset() + 1;
        history.happen(20, 60_000);
        WorkPlan plan = plan(history, List.of("tumbling", "hopping"));

        // When: one target is cut where the stored rows were, the other counts everything
        WorkPlan each = plan.belowEach(List.of(new long[] {cut}, new long[] {Long.MAX_VALUE}));
        Comparison comparison = job(history.events(), stored).compare(each, each, slices(plan, 1));

        // Then
        assertThat(comparison.different()).isPositive();
        assertThat(comparison.differences())
                .extracting(Comparison.Difference::target)
                .containsOnly(1);
    }
}
