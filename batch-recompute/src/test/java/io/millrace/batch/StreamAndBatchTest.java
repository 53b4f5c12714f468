package io.millrace.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.batch.compute.EventTally;
import io.millrace.batch.compute.Keyed;
import io.millrace.batch.compute.LimitedComparison;
import io.millrace.batch.compute.PartialIterator;
import io.millrace.batch.compute.RowComparison;
import io.millrace.batch.compute.RowMerge;
import io.millrace.batch.compute.StoredParts;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.Target;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.TimeInterval;
import io.millrace.stream.stage.StageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** One definition, two engines, the same bits: what the topology stores of random events equals what the batch computes of the same archive. */
class StreamAndBatchTest {
    static final StageLimits ROOMY = new StageLimits(1 << 20, 10_000, 1 << 20, 1 << 20);
    static final StageLimits TIGHT = new StageLimits(1, 1, 0, 1);
    private static final TimeInterval ALL = new TimeInterval(
            History.START.minus(Duration.ofDays(1)).toEpochMilli(),
            History.START.plus(Duration.ofDays(9)).toEpochMilli());

    @Property(tries = 40)
    void shouldComeToTheSameBitsWithLateEvents(@ForAll long seed, @ForAll boolean timeInId) throws Exception {
        // Given
        Random random = new Random(seed);
        History history = new History(random, timeInId, "10m");
        history.happen(250, 3_600_000);
        // Then: which groups of a limited window are kept depends on what is late
        RowComparison comparison =
                compare(history, random, history.events(), List.of("tumbling", "hopping", "sessions"));
        assertThat(comparison.next()).isEmpty();
        assertThat(comparison.equal()).isPositive();
    }

    @Property(tries = 20)
    void shouldKeepTheSameGroups(@ForAll long seed) throws Exception {
        // Given
        Random random = new Random(seed);
        History history = new History(random, true, "30d");
        history.happen(200, 3_600_000);
        // Then
        RowComparison comparison =
                compare(history, random, history.events(), List.of("limited", "tumbling", "sessions"));
        assertThat(comparison.next()).isEmpty();
        assertThat(comparison.equal()).isPositive();
    }

    @Property(tries = 20)
    void shouldComeToTheSameInAllWhicheverGroupsAreKept(@ForAll long seed) throws Exception {
        // Given: groups of a window that has closed come late
        Random random = new Random(seed);
        History history = new History(random, true, "10m");
        history.happen(250, 3_600_000);
        // When
        BoundPlan plan = plan(history, List.of("limited"));
        RowComparison rows = compare(history, random, history.events(), List.of("limited"));
        LimitedComparison comparison = new LimitedComparison(rows, plan.targets(), plan.targets(), 1);
        // Then
        assertThat(comparison.next()).isEmpty();
        assertThat(rows.equal() + comparison.regrouped()).isPositive();
    }

    @Property(tries = 5)
    void shouldMissAnEventOfALimitedWindow(@ForAll long seed) throws Exception {
        // Given
        Random random = new Random(seed);
        History history = new History(random, true, "10m");
        history.happen(250, 3_600_000);
        ArchivedEvent counted = counted(history, "limited");
        // When
        List<ArchivedEvent> lacking = new ArrayList<>(history.events());
        lacking.remove(counted);
        BoundPlan plan = plan(history, List.of("limited"));
        RowComparison rows = compare(history, random, lacking, List.of("limited"));
        // Then
        assertThat(new LimitedComparison(rows, plan.targets(), plan.targets(), 1).next())
                .isPresent();
    }

    @Property(tries = 5)
    void shouldMissAnEventThatIsNotInTheArchive(@ForAll long seed) throws Exception {
        // Given
        Random random = new Random(seed);
        History history = new History(random, true, "10m");
        history.happen(100, 60_000);
        // When
        List<ArchivedEvent> lacking = new ArrayList<>(history.events());
        lacking.remove(counted(history, "tumbling"));
        RowComparison comparison = compare(history, random, lacking, List.of("tumbling"));
        // Then
        assertThat(comparison.next()).isPresent();
        assertThat(comparison.next()).isEmpty();
    }

    /** An event without copies that a rollup counts. */
    private static ArchivedEvent counted(History history, String rollup) {
        return history.events().stream()
                .filter(event -> history.events().stream()
                                .filter(other -> other.id().equals(event.id()))
                                .count()
                        == 1)
                .filter(event -> counts(history, rollup, event))
                .findFirst()
                .orElseThrow();
    }

    private static boolean counts(History history, String rollup, ArchivedEvent event) {
        EventTally tally = new EventTally();
        return partials(plan(history, List.of(rollup)), List.of(event), Long.MAX_VALUE, tally)
                        .size()
                == 1;
    }

    private static BoundPlan plan(History history, List<String> rollups) {
        List<Target> targets =
                rollups.stream().map(rollup -> Target.of(rollup, 1, 1, ALL)).toList();
        WorkPlan plan = WorkPlan.of(history.record(), history.definitions().lookups(), targets, 1);
        return new BoundPlan(WorkPlan.read(plan.toBytes()));
    }

    private static RowComparison compare(
            History history, Random random, List<ArchivedEvent> archive, List<String> rollups) throws Exception {
        StageLimits limits = random.nextBoolean() ? ROOMY : TIGHT;
        List<RollupRow> stored = streamed(history, limits);
        BoundPlan plan = plan(history, rollups);
        List<Keyed> computed = new ArrayList<>();
        for (List<ArchivedEvent> task : tasks(archive, plan.copiesShareTheirTime())) {
            computed.addAll(partials(plan, task, random.nextBoolean() ? 1 : Long.MAX_VALUE, new EventTally()));
        }
        List<Keyed> parts = stored.stream()
                .flatMap(row -> plan.targets().stream()
                        .filter(target -> target.target()
                                .rollup()
                                .equals(row.key().partition().rollup()))
                        .map(target -> StoredParts.keyed(target, row, 1)))
                .toList();
        return new RowComparison(
                RowMerge.ofEvents(sorted(computed).iterator(), plan.targets(), 1),
                RowMerge.ofStored(sorted(parts).iterator(), plan.targets(), 1));
    }

    private static List<RollupRow> streamed(History history, StageLimits limits) throws IOException {
        Path folder = Files.createTempDirectory("stream-and-batch");
        try {
            return StreamedRows.of(history, limits, folder);
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    static List<Keyed> partials(BoundPlan plan, List<ArchivedEvent> task, long mostBytes, EventTally tally) {
        List<Keyed> partials = new ArrayList<>();
        new PartialIterator(task.iterator(), plan, List.of(), mostBytes, tally).forEachRemaining(partials::add);
        return partials;
    }

    /** As the archive gives them: a partition in the order of time, id and offset; or brought together by id. */
    static Collection<List<ArchivedEvent>> tasks(List<ArchivedEvent> archive, boolean copiesShareTheirTime) {
        Comparator<ArchivedEvent> byId = Comparator.<ArchivedEvent>comparingLong(
                        event -> event.id().high())
                .thenComparingLong(event -> event.id().low())
                .thenComparingLong(ArchivedEvent::offset);
        Map<Long, List<ArchivedEvent>> tasks = new TreeMap<>();
        for (ArchivedEvent event : archive) {
            long task = copiesShareTheirTime
                    ? ArchiveTable.bucketOf(event.eventTime())
                    : Math.floorMod(event.id().low(), 3);
            tasks.computeIfAbsent(task, key -> new ArrayList<>()).add(event);
        }
        tasks.values()
                .forEach(task -> task.sort(
                        copiesShareTheirTime
                                ? Comparator.comparingLong(ArchivedEvent::eventTime)
                                        .thenComparing(byId)
                                : byId));
        return tasks.values();
    }

    static List<Keyed> sorted(List<Keyed> keyed) {
        List<Keyed> sorted = new ArrayList<>(keyed);
        sorted.sort((one, other) -> Arrays.compareUnsigned(one.key(), other.key()));
        return sorted;
    }
}
