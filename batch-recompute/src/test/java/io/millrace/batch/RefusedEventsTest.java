package io.millrace.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.batch.compute.EventTally;
import io.millrace.batch.compute.MergedRow;
import io.millrace.batch.compute.RowMerge;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.Target;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventSchema;
import io.millrace.model.window.TimeInterval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the stream refused stays refused, and counts by its replay alone, also where history is computed as another version means it. */
class RefusedEventsTest {
    private static final int SCHEMA = 7;
    private static final long DAY = 86_400_000;
    private static final String DIVIDES = "speed / lane";
    private static final String SHOWS = "speed";

    /** What events carry that the first version accepted, and the second. */
    private static final long FIRST = 3;

    private static final long SECOND = 9;

    private final List<ArchivedEvent> archive = new ArrayList<>();
    private final EventTally tally = new EventTally();

    private static String definition(String expression) {
        return """
                apiVersion: millrace/v1
                pipeline: speeds
                event:
                  fields:
                    - {name: at, type: timestamp, format: epoch-ms}
                    - {name: lane, type: long}
                    - {name: speed, type: long}
                  time: at
                  id: [at]
                lateness: 1h
                derive: [{name: shown, type: long, expr: "%s"}]
                rollups:
                  - name: all
                    dimensions: []
                    window: {type: tumbling, size: 1d}
                    measures: [{name: m, type: sum, field: shown}]
                  - name: plain
                    dimensions: []
                    window: {type: tumbling, size: 1d}
                    measures: [{name: m, type: sum, field: speed}]
                """.formatted(expression);
    }

    private void append(long acceptedUnder, long time, long lane, long speed) {
        append(acceptedUnder, time, time, lane, speed);
    }

    private void append(long acceptedUnder, long id, long time, long lane, long speed) {
        Event event = new Event(EventSchema.of(
                "acme", "speeds", DefinitionReader.read(definition(SHOWS)).event()));
        event.setEnvelope(time, time, acceptedUnder);
        event.setLong(0, time);
        event.setLong(1, lane);
        event.setLong(2, speed);
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(event, SCHEMA, bytes);
        long offset = archive.size();
        // Derived, as ids are that have copies: version 8, variant 2.
        EventId derived = new EventId((id << 16) | 0x8000L, 0x8000_0000_0000_0000L);
        archive.add(new ArchivedEvent("acme", "speeds", time, derived, 0, offset, offset, bytes.toByteArray()));
    }

    /** What windows of rollups come to, as some versions mean them, in one plan. */
    private List<String> computed(String first, String second, Target... targets) {
        PipelineRecord record = new PipelineRecord(
                "acme",
                "speeds",
                List.of(
                        new PipelineRecord.Version(1, definition(first), "1", SCHEMA, Instant.EPOCH, 2),
                        new PipelineRecord.Version(2, definition(second), "2", SCHEMA, Instant.EPOCH, 7)),
                List.of(Generation.first("all", History.LAYOUT, Instant.EPOCH)));
        BoundPlan plan = new BoundPlan(WorkPlan.of(record, new KnownLookups(), List.of(targets), 1));
        List<String> rows = new ArrayList<>();
        for (List<ArchivedEvent> task : StreamAndBatchTest.tasks(archive, plan.copiesShareTheirTime())) {
            RowMerge merged = RowMerge.ofEvents(
                    StreamAndBatchTest.sorted(StreamAndBatchTest.partials(plan, task, Long.MAX_VALUE, tally))
                            .iterator(),
                    plan.targets(),
                    1);
            Stream.generate(() -> merged.hasNext() ? List.of(merged.next()) : List.<MergedRow>of())
                    .takeWhile(next -> !next.isEmpty())
                    .map(next -> next.get(0))
                    .forEach(row ->
                            rows.add(plan.targets().get(row.target()).target().rollup() + "/"
                                    + plan.targets().get(row.target()).target().version() + " "
                                    + plan.targets().get(row.target()).plan().measuresJson(row.state())));
        }
        return rows;
    }

    private static Target target(String rollup, int version, long from, long until) {
        return Target.of(rollup, version, 1, new TimeInterval(from, until));
    }

    @Test
    void shouldLeaveRefusedWhatTheNextVersionCanEvaluate() {
        // Given
        append(FIRST, 10, 0, 7);
        append(FIRST, 11, 2, 8);
        // Then
        assertThat(computed(DIVIDES, SHOWS, target("all", 2, 0, DAY))).containsExactly("all/2 {\"m\":8}");
        assertThat(tally.unusable()).isEqualTo(1);
        assertThat(tally.leftOut()).isZero();
    }

    @Test
    void shouldCountAReplayOnce() {
        // Given: it was refused, and replayed twice under the next version
        append(FIRST, 10, 0, 7);
        append(SECOND, 10, 0, 7);
        append(SECOND, 10, 0, 7);
        // Then
        assertThat(computed(DIVIDES, SHOWS, target("all", 2, 0, DAY))).containsExactly("all/2 {\"m\":7}");
        assertThat(tally.unusable()).isEqualTo(1);
        assertThat(tally.copies()).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutOfARollupWhatItCantEvaluateAndOfNoOther() {
        // Given: accepted and counted, and then the definition came to divide
        append(FIRST, 10, 0, 7);
        append(FIRST, 11, 2, 8);
        append(FIRST, 10, 1, 5);
        // Then: the last is a copy, whatever became of the first
        assertThat(computed(SHOWS, DIVIDES, target("all", 2, 0, DAY), target("plain", 2, 0, DAY)))
                .containsExactly("all/2 {\"m\":4}", "plain/2 {\"m\":15}");
        assertThat(tally.unusable()).isZero();
        assertThat(tally.copies()).isEqualTo(1);
        assertThat(tally.leftOut()).isEqualTo(1);
    }

    @Test
    void shouldJudgeEachTimeByTheVersionsThatCountIt() {
        // Given: one plan for windows of two versions; each event can be evaluated by the one that counts it, and not
        // all by the other
        append(FIRST, 10, 0, 7);
        append(FIRST, 11, 1, 8);
        append(SECOND, DAY + 10, 3, 9);
        // Then
        assertThat(computed(SHOWS, DIVIDES, target("all", 1, 0, DAY), target("all", 2, DAY, 2 * DAY)))
                .containsExactly("all/1 {\"m\":15}", "all/2 {\"m\":3}");
        assertThat(tally.leftOut()).isZero();
        assertThat(tally.unusable()).isZero();
    }
}
