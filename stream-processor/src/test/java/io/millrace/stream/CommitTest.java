package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.derivedId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.partial.PartialBundles;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.topology.MillraceTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stage holds in memory, against what a task can do with it. */
final class CommitTest {
    private static final Topics TOPICS = new Topics(1);
    private static final String EVENTS = "events.acme";
    private static final String PARTIALS = "millrace-stream-partials-repartition";
    private static final String ROUTE_SOURCE = "events";
    private static final String AGGREGATE_SOURCE = "partials-repartition-source";
    private static final int SCHEMA = 7;

    private final Pipelines pipelines = new Pipelines();

    private final Path folder;

    CommitTest(@TempDir Path folder) {
        this.folder = folder;
        pipelines.put("acme", "gpon", SCHEMA, 1, "province");
    }

    private TaskHarness route(StageLimits limits) {
        return new TaskHarness(topology(limits), 0, ROUTE_SOURCE, EVENTS, StageFixture.properties(folder));
    }

    private TaskHarness aggregate(StageLimits limits) {
        return new TaskHarness(topology(limits), 1, AGGREGATE_SOURCE, PARTIALS, StageFixture.properties(folder));
    }

    private Topology topology(StageLimits limits) {
        return MillraceTopology.build(StageFixture.environment(pipelines, limits, NOW), TOPICS);
    }

    /** Events in as many groups, each appended twice. */
    private List<ConsumerRecord<byte[], byte[]>> eventsAndCopies(int from, int to) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int number = from; number < to; number++) {
            byte[] event = pipelines.event(SCHEMA, number % 2, "p" + number % 3, "olt");
            for (int copy = 0; copy < 2; copy++) {
                records.add(TaskHarness.record(
                        EVENTS, 2L * number + copy, NOW.toEpochMilli() + number, derivedId(number), event));
            }
        }
        return records;
    }

    private List<ConsumerRecord<byte[], byte[]>> partials(int from, int to) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        RollupState oneEvent = newState();
        oneEvent.add(new Event(
                pipelines.definitions().find("acme", "gpon").orElseThrow().schema()));
        for (int number = from; number < to; number++) {
            ByteWriter key = new ByteWriter();
            Partial.writeTarget(new Partial.Target("acme", "gpon", "province", 1), key);
            key.writeByte(number % 3);
            ByteWriter value = new ByteWriter();
            Partial.writeWindow(0, 0, value);
            oneEvent.write(value);
            long offset = number;
            PartialBundles bundle = new PartialBundles(
                    1,
                    (bundleKey, bundled) ->
                            records.add(TaskHarness.record(PARTIALS, offset, NOW.toEpochMilli(), bundleKey, bundled)));
            bundle.add(key, value);
            bundle.flush();
        }
        return records;
    }

    /** The values of partial aggregates, from all bundles, without the reports of times. */
    private static List<byte[]> committedPartials(TaskHarness harness) {
        List<byte[]> values = new ArrayList<>();
        harness.committed(PARTIALS).stream()
                .filter(record -> record.key()[0] == PartialBundles.KEY_FORMAT)
                .forEach(record -> PartialBundles.read(
                        record.value(), (key, value) -> values.add(value.readBytes(value.remaining()))));
        return values;
    }

    private long eventsIn(List<byte[]> partials) {
        RollupState sum = newState();
        for (byte[] partial : partials) {
            ByteReader in = new ByteReader(partial);
            Partial.readKind(in);
            in.readVarLong();
            in.readVarLong();
            sum.mergeFrom(in);
        }
        return sum.events();
    }

    private RollupState newState() {
        return pipelines
                .definitions()
                .find("acme", "gpon")
                .orElseThrow()
                .rollups()
                .get(0)
                .plan()
                .newState();
    }

    private List<RollupRow> rows(TaskHarness harness) {
        return harness.committed(TOPICS.rollups().name()).stream()
                .map(record -> StageFixture.RECORDS
                        .rollup()
                        .deserialize(record.value())
                        .at(StageFixture.RECORDS.rollupKey().deserialize(record.key())))
                .toList();
    }

    @Test
    void shouldAskForACommitWhenFreshResultsHaveWaited() {
        // Given
        SettableClock clock = new SettableClock(NOW);
        Topology topology = MillraceTopology.build(StageFixture.environment(pipelines, ROOMY, clock), TOPICS);
        for (int subtopology = 0; subtopology < 2; subtopology++) {
            boolean route = subtopology == 0;
            try (TaskHarness harness = new TaskHarness(
                    topology,
                    subtopology,
                    route ? ROUTE_SOURCE : AGGREGATE_SOURCE,
                    route ? EVENTS : PARTIALS,
                    StageFixture.properties(folder))) {
                // When
                harness.process(route ? eventsAndCopies(0, 1) : partials(0, 1));
                // Then
                assertThat(harness.asksForCommit()).isFalse();
                // When
                clock.advance(Duration.ofMillis(50));
                harness.process(route ? eventsAndCopies(100, 101) : partials(100, 101));
                // Then
                assertThat(harness.asksForCommit()).isTrue();
                harness.commit();
                assertThat(harness.asksForCommit()).isFalse();
            }
        }
    }

    @Test
    void shouldLetResultsOfABacklogWait() {
        // Given
        SettableClock clock = new SettableClock(NOW.plusSeconds(60));
        Topology topology = MillraceTopology.build(StageFixture.environment(pipelines, ROOMY, clock), TOPICS);
        try (TaskHarness harness =
                new TaskHarness(topology, 0, ROUTE_SOURCE, EVENTS, StageFixture.properties(folder))) {
            // When
            harness.process(eventsAndCopies(0, 1));
            clock.advance(Duration.ofMillis(1_999));
            harness.process(eventsAndCopies(1, 2));
            // Then
            assertThat(harness.asksForCommit()).isFalse();
            // When
            clock.advance(Duration.ofMillis(1));
            harness.process(TaskHarness.inRuns(eventsAndCopies(2, 3)));
            // Then
            assertThat(harness.asksForCommit()).isTrue();
        }
    }

    @Test
    void shouldTellTheNextStageHowFreshItsEventsAre() {
        try (TaskHarness harness = route(ROOMY)) {
            // When
            harness.process(eventsAndCopies(0, 5));
            harness.commit();
            // Then
            assertThat(harness.committed(PARTIALS)).isNotEmpty().allSatisfy(record -> assertThat(record.timestamp())
                    .isEqualTo(NOW.toEpochMilli() + 4));
        }
    }

    @Test
    void shouldTellNothingMoreOfATaskThatMovesOn() {
        // Given
        ToldMetrics told = new ToldMetrics();
        Topology topology = MillraceTopology.build(
                StageFixture.environment(pipelines, ROOMY, told, new SettableClock(NOW)), TOPICS);
        try (TaskHarness harness =
                new TaskHarness(topology, 0, ROUTE_SOURCE, EVENTS, StageFixture.properties(folder))) {
            harness.process(eventsAndCopies(0, 3));
            harness.commit();
            assertThat(told.lag("acme/gpon")).isNotNull();
            harness.process(eventsAndCopies(3, 6));
            // When
            harness.commitAndSuspend();
            // Then
            assertThat(told.lag("acme/gpon")).isNull();
        }
    }

    @Test
    void shouldSendOnePartialAGroupAndCommit() {
        // Given
        try (TaskHarness harness = route(ROOMY)) {
            // When
            harness.process(eventsAndCopies(0, 30));
            harness.commit();
            // Then: of all of them one record
            assertThat(harness.committed(PARTIALS).stream()
                            .filter(record -> record.key()[0] == PartialBundles.KEY_FORMAT))
                    .hasSize(1);
            assertThat(committedPartials(harness)).hasSize(3);
            assertThat(eventsIn(committedPartials(harness))).isEqualTo(30);
            assertThat(harness.committed("progress")).hasSize(1);
        }
    }

    @Test
    void shouldSendNothingTwiceWhenNothingCame() {
        // Given
        try (TaskHarness harness = route(ROOMY)) {
            harness.process(eventsAndCopies(0, 3));
            harness.commit();
            // When
            harness.prepareCommit();
            harness.commit();
            // Then
            assertThat(committedPartials(harness)).hasSize(3);
        }
    }

    @Test
    void shouldCountOnceWhenItCrashesBetweenDrainAndCommit() {
        // Given
        try (TaskHarness harness = route(ROOMY)) {
            harness.process(eventsAndCopies(0, 30));
            harness.prepareCommit();
            // When
            harness.abortAndRevive();
            harness.process(eventsAndCopies(0, 30));
            harness.commit();
            // Then
            assertThat(eventsIn(committedPartials(harness))).isEqualTo(30);
        }
    }

    @Test
    void shouldCountARunOfEventsAsItCountsThemAlone() {
        // Given
        try (TaskHarness harness = route(ROOMY)) {
            // When
            harness.process(TaskHarness.inRuns(eventsAndCopies(0, 20)));
            harness.process(TaskHarness.inRuns(eventsAndCopies(20, 30)));
            harness.commit();
            // Then
            assertThat(eventsIn(committedPartials(harness))).isEqualTo(30);
        }
    }

    @Test
    void shouldNotCommitPastARunThatWaits() {
        // Given: a run of the offsets 0 to 39, and one of 40 to 59
        try (TaskHarness harness = route(ROOMY)) {
            harness.add(TaskHarness.inRuns(eventsAndCopies(0, 20)));
            harness.add(TaskHarness.inRuns(eventsAndCopies(20, 30)));
            // When
            harness.processOne();
            // Then
            assertThat(harness.prepareCommit().values())
                    .extracting(OffsetAndMetadata::offset)
                    .containsExactly(40L);
        }
    }

    @Test
    void shouldNameADeadLetterByItsOwnOffsetInARun() {
        // Given
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(eventsAndCopies(0, 2));
        records.add(TaskHarness.record(EVENTS, 4, NOW.toEpochMilli(), new byte[] {1}, new byte[] {2}));
        // When
        try (TaskHarness harness = route(ROOMY)) {
            harness.process(TaskHarness.inRuns(records));
            harness.commit();
            // Then
            assertThat(harness.committed("dead-letters"))
                    .extracting(record -> StageFixture.RECORDS.deadLetter().deserialize(record.value()))
                    .extracting(DeadLetter::origin)
                    .containsExactly("events.acme-0@4");
        }
    }

    @Test
    void shouldCountOnceWhenItCrashesBeforeTheDrain() {
        // Given
        try (TaskHarness harness = route(ROOMY)) {
            harness.process(eventsAndCopies(0, 20));
            // When
            harness.abortAndRevive();
            harness.process(eventsAndCopies(0, 30));
            harness.commit();
            // Then
            assertThat(eventsIn(committedPartials(harness))).isEqualTo(30);
        }
    }

    @Test
    void shouldGiveTheSameNumbersWhenItDrainsEarly() {
        // Given
        StageLimits tight = new StageLimits(400, 3, 0, 1);
        try (TaskHarness harness = route(tight)) {
            // When
            harness.process(eventsAndCopies(0, 30));
            harness.commit();
            // Then
            assertThat(committedPartials(harness)).hasSizeGreaterThan(3);
            assertThat(eventsIn(committedPartials(harness))).isEqualTo(30);
        }
    }

    @Test
    void shouldLoseAnEarlyDrainWithItsTransaction() {
        // Given
        StageLimits tight = new StageLimits(400, 3, 0, 1);
        try (TaskHarness harness = route(tight)) {
            harness.process(eventsAndCopies(0, 20));
            // When
            harness.abortAndRevive();
            harness.process(eventsAndCopies(0, 30));
            harness.commit();
            // Then
            assertThat(eventsIn(committedPartials(harness))).isEqualTo(30);
        }
    }

    @Test
    void shouldWriteARowOnceACommit() {
        // Given
        try (TaskHarness harness = aggregate(ROOMY)) {
            // When
            harness.process(partials(0, 30));
            harness.commit();
            harness.process(partials(30, 33));
            harness.commit();
            // Then
            assertThat(rows(harness)).extracting(RollupRow::events).containsExactly(10L, 10L, 10L, 11L, 11L, 11L);
            assertThat(rows(harness)).extracting(RollupRow::revision).isSorted().doesNotHaveDuplicates();
            assertThat(harness.committed("millrace-stream-rollup-state-changelog"))
                    .hasSize(6 + 2 + 2);
        }
    }

    @Test
    void shouldMergeOnceWhenTheAggregateStageCrashes() {
        // Given
        try (TaskHarness harness = aggregate(ROOMY)) {
            harness.process(partials(0, 20));
            harness.prepareCommit();
            // When
            harness.abortAndRevive();
            harness.process(partials(0, 30));
            harness.commit();
            // Then
            assertThat(rows(harness)).extracting(RollupRow::events).containsExactly(10L, 10L, 10L);
        }
    }

    @Test
    void shouldKeepRowsRightWhenTheyDoNotFit() {
        // Given
        StageLimits tight = new StageLimits(1 << 20, 10_000, 1 << 20, 1_500);
        try (TaskHarness harness = aggregate(tight)) {
            // When
            harness.process(partials(0, 30));
            harness.commit();
            // Then
            List<RollupRow> rows = rows(harness);
            assertThat(rows.subList(rows.size() - 3, rows.size()))
                    .extracting(RollupRow::events)
                    .containsExactlyInAnyOrder(10L, 10L, 10L);
        }
    }
}
