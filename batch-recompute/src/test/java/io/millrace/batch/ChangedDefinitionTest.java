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
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.PipelineRecord.Feed;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.TimeInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A definition that changes, two engines, the same bits: whatever the versions make of an event, what the stream counted while they changed is what the batch computes of
 * all events afterwards, and both refuse the same ones.
 */
class ChangedDefinitionTest {
    private static final TimeInterval ALL = new TimeInterval(
            History.START.minus(Duration.ofDays(1)).toEpochMilli(),
            History.START.plus(Duration.ofDays(9)).toEpochMilli());
    private static final int FED = Layer.FIRST_GENERATION;

    @Property(tries = 40)
    void shouldComeToTheSameBitsInEveryGeneration(@ForAll long seed, @ForAll boolean timeInId) throws Exception {
        // Given
        Random random = new Random(seed);
        ChangingHistory history = history(random, timeInId);
        DefinitionsView definitions = new DefinitionsView(Duration.ofMillis(1));
        // When
        StreamedRows.Fed streamed = streamed(history, definitions, random, versions(history, random, definitions));
        // Then
        List<Generation> generations = history.record().generations();
        BoundPlan plan = plan(
                history, generations.stream().map(ChangedDefinitionTest::target).toList(), Long.MAX_VALUE);
        EventTally tally = new EventTally();
        RowComparison comparison = compare(computed(history, plan, tally), parts(streamed.rows(), plan), plan);
        assertThat(comparison.next()).isEmpty();
        assertThat(comparison.equal()).isPositive();
        assertThat(tally.unusable()).as("dead letters").isEqualTo(streamed.refused());
    }

    @Property(tries = 30)
    void shouldCountEachEventOnceInAGenerationThatIsRecomputed(@ForAll long seed, @ForAll boolean timeInId)
            throws Exception {
        // Given: history is recomputed as some version means it, while events go on that were accepted under any
        Random random = new Random(seed);
        ChangingHistory history = history(random, timeInId);
        DefinitionsView definitions = new DefinitionsView(Duration.ofMillis(1));
        int last = history.versions() - 1;
        int announcedAt =
                history.acceptedFrom(last) + random.nextInt(history.events().size() - history.acceptedFrom(last));
        int version = 1 + random.nextInt(history.versions());
        List<Feed> feeds =
                List.of(feed("one", version), feed("two", version), feed("three", version), feed("four", version));
        IntPredicate changes = versions(history, random, definitions);
        // When
        StreamedRows.Fed streamed = streamed(history, definitions, random, index -> {
            boolean unused = changes.test(index);
            if (index == announcedAt) {
                ChangingHistory.put(history.record().feeding(feeds), definitions.offset() + 1, definitions);
            }
            return index == announcedAt;
        });
        // Then
        List<Target> targets = feeds.stream()
                .map(feed -> Target.of(feed.rollup(), feed.version(), feed.generation(), feed.serves()))
                .toList();
        BoundPlan all = plan(history, targets, Long.MAX_VALUE);
        BoundPlan below = plan(history, targets, 3 * streamed.cut());
        List<Keyed> together = computed(history, below, new EventTally());
        together.addAll(parts(streamed.rows(), below));
        EventTally tally = new EventTally();
        RowComparison comparison = new RowComparison(
                RowMerge.ofEvents(
                        StreamAndBatchTest.sorted(computed(history, all, tally)).iterator(), all.targets(), 1),
                RowMerge.ofStored(StreamAndBatchTest.sorted(together).iterator(), below.targets(), 1));
        assertThat(comparison.next()).isEmpty();
        assertThat(tally.unusable()).as("dead letters").isEqualTo(streamed.refused());
    }

    private static ChangingHistory history(Random random, boolean timeInId) {
        ChangingHistory history = new ChangingHistory(random, timeInId);
        history.happen(40 + random.nextInt(60));
        for (int change = random.nextInt(4); change > 0; change--) {
            history.change();
            history.happen(20 + random.nextInt(80));
        }
        return history;
    }

    private static Feed feed(String rollup, int version) {
        return new Feed(rollup, FED, version, History.LAYOUT, ALL, -1, new UUID(0, 1), Instant.EPOCH);
    }

    /** Has the stream come to each version at some time: with its first event at the latest, and often while events come that were accepted before it. */
    private static IntPredicate versions(ChangingHistory history, Random random, DefinitionsView definitions) {
        List<Integer> knownFrom = new ArrayList<>();
        int least = 0;
        for (int index = 0; index < history.versions(); index++) {
            int latest = history.acceptedFrom(index);
            least = Math.max(least, latest - random.nextInt(30));
            knownFrom.add(index == 0 ? 0 : Math.min(least, latest));
        }
        return number -> {
            for (int index = 0; index < knownFrom.size(); index++) {
                if (knownFrom.get(index) == number) {
                    history.put(index, definitions);
                }
            }
            if (number < history.events().size()) {
                definitions.advance(history.stamp(number));
            }
            return false;
        };
    }

    private static Target target(Generation generation) {
        TimeInterval starts = generation.serves().since(ALL.from()).before(ALL.until());
        TimeInterval counts =
                generation.rollup().equals("two") ? generation.serves().extended(600_000) : generation.serves();
        return Target.of(generation.rollup(), generation.version(), generation.generation(), starts)
                .counting(counts);
    }

    private static BoundPlan plan(ChangingHistory history, List<Target> targets, long cut) {
        WorkPlan plan =
                WorkPlan.of(history.record(), new KnownLookups(), targets, 1).below(new long[] {cut});
        return new BoundPlan(WorkPlan.read(plan.toBytes()));
    }

    private static List<Keyed> computed(ChangingHistory history, BoundPlan plan, EventTally tally) {
        List<Keyed> computed = new ArrayList<>();
        for (List<ArchivedEvent> task : StreamAndBatchTest.tasks(history.events(), plan.copiesShareTheirTime())) {
            computed.addAll(StreamAndBatchTest.partials(plan, task, Long.MAX_VALUE, tally));
        }
        return computed;
    }

    private static List<Keyed> parts(List<RollupRow> rows, BoundPlan plan) {
        return rows.stream()
                .flatMap(row -> plan.targets().stream()
                        .filter(target -> target.target()
                                        .rollup()
                                        .equals(row.key().partition().rollup())
                                && target.target().limitedAs()
                                        == row.key().partition().generation())
                        .map(target -> StoredParts.keyed(target, row, 1)))
                .toList();
    }

    private static RowComparison compare(List<Keyed> computed, List<Keyed> stored, BoundPlan plan) {
        return new RowComparison(
                RowMerge.ofEvents(StreamAndBatchTest.sorted(computed).iterator(), plan.targets(), 1),
                RowMerge.ofStored(StreamAndBatchTest.sorted(stored).iterator(), plan.targets(), 1));
    }

    private static StreamedRows.Fed streamed(
            ChangingHistory history, DefinitionsView definitions, Random random, IntPredicate before)
            throws IOException {
        Path folder = Files.createTempDirectory("changed-definition");
        try {
            return StreamedRows.of(
                    definitions,
                    history.events(),
                    random.nextBoolean() ? StreamAndBatchTest.TIGHT : StreamAndBatchTest.ROOMY,
                    folder,
                    before);
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }
}
