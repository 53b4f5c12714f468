package io.millrace.batch.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.BoundPlan.BoundTarget;
import io.millrace.batch.plan.Target;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Version;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.TimeInterval;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitedComparisonTest {
    private static final GroupKey ONE = new GroupKey(new byte[] {1, 1});
    private static final GroupKey TWO = new GroupKey(new byte[] {1, 2});
    private static final PipelineRecord PIPELINE = new PipelineRecord(
            "acme",
            "limits",
            List.of(
                    version(1, "{name: n, type: count}"),
                    version(2, "{name: n, type: count}, {name: most, type: max, field: a}")),
            List.of(PipelineRecord.Generation.first("all", new RollupLayout(3_600_000, 1), Instant.EPOCH)));

    private final BoundTarget target = target(1);

    private static Version version(int number, String measures) {
        return new Version(number, """
                apiVersion: millrace/v1
                pipeline: limits
                event: {fields: [{name: a, type: long}]}
                rollups:
                  - name: all
                    dimensions: [a]
                    window: {type: tumbling, size: 5m}
                    maxGroups: 1
                    measures: [%s]
                """.formatted(measures), "f" + number, 1, Instant.EPOCH);
    }

    private static BoundTarget target(int version) {
        Target target = Target.of("all", version, 1, new TimeInterval(0, 3_600_000));
        return new BoundPlan(WorkPlan.of(PIPELINE, new KnownLookups(), List.of(target), 1))
                .targets()
                .get(0);
    }

    /** So many events of a group in the window that starts then. */
    private static Keyed row(BoundTarget target, long start, GroupKey group, int events) {
        ByteWriter key = new ByteWriter();
        SortKey.writeWindow(0, start, 0, group, key);
        RollupState state = target.plan().newState();
        Event event = new Event(EventSchema.of(
                "acme",
                "limits",
                DefinitionReader.read(PIPELINE.current().source()).event()));
        event.setLong(0, 7);
        for (int number = 0; number < events; number++) {
            state.add(event);
        }
        ByteWriter value = new ByteWriter();
        state.write(value);
        return new Keyed(key.toByteArray(), value.toByteArray());
    }

    /** Both sides as they are stored, so that each keeps the groups that it is given. */
    private LimitedComparison compare(List<Keyed> computed, List<Keyed> served, BoundTarget meaning) {
        return new LimitedComparison(
                new RowComparison(
                        RowMerge.ofStored(sorted(computed).iterator(), List.of(target), 1),
                        RowMerge.ofStored(sorted(served).iterator(), List.of(meaning), 1)),
                List.of(target),
                List.of(meaning),
                1);
    }

    private static List<Keyed> sorted(List<Keyed> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(Keyed::key, Arrays::compareUnsigned))
                .toList();
    }

    @Test
    void shouldCallOtherGroupsOfTheSameWindowRegrouped() {
        // When: one side keeps a group, the other another one
        LimitedComparison comparison = compare(
                List.of(row(target, 0, ONE, 2), row(target, 0, GroupKey.OTHER, 3)),
                List.of(row(target, 0, TWO, 3), row(target, 0, GroupKey.OTHER, 2)),
                target);

        // Then
        assertThat(comparison.next()).isEmpty();
        assertThat(comparison.regrouped()).isEqualTo(3);
    }

    @Test
    void shouldTellEachRowOfAWindowThatComesToSomethingElse() {
        // When: an event is missing in the first window, not in the second
        LimitedComparison comparison = compare(
                List.of(
                        row(target, 0, ONE, 2),
                        row(target, 0, GroupKey.OTHER, 3),
                        row(target, 300_000, ONE, 1),
                        row(target, 300_000, GroupKey.OTHER, 1)),
                List.of(
                        row(target, 0, ONE, 1),
                        row(target, 0, GroupKey.OTHER, 3),
                        row(target, 300_000, GroupKey.OTHER, 2)),
                target);

        // Then
        assertThat(comparison.next()).hasValueSatisfying(wrong -> {
            assertThat(wrong.any().group()).isEqualTo(ONE);
            assertThat(wrong.any().start()).isZero();
        });
        assertThat(comparison.next()).isEmpty();
        assertThat(comparison.regrouped()).isEqualTo(2);
    }

    @Test
    void shouldNotTakeGroupsForTheRest() {
        // When: as many events, of a group that has nothing to do with a limit
        LimitedComparison comparison =
                compare(List.of(row(target, 0, ONE, 2)), List.of(row(target, 0, TWO, 2)), target);

        // Then
        assertThat(comparison.next()).isPresent();
        assertThat(comparison.next()).isPresent();
        assertThat(comparison.regrouped()).isZero();
    }

    @Test
    void shouldCompareWithWhatMeasuresSomethingElse() {
        // When: as in a dry run of a definition with a measure less
        BoundTarget meaning = target(2);
        LimitedComparison comparison = compare(
                List.of(row(target, 0, GroupKey.OTHER, 2)), List.of(row(meaning, 0, GroupKey.OTHER, 2)), meaning);

        // Then
        assertThat(comparison.next()).isPresent();
    }
}
