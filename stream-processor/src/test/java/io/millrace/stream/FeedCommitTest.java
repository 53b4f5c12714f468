package io.millrace.stream;

import static io.millrace.stream.FedPipeline.FED;
import static io.millrace.stream.FedPipeline.MINUTE;
import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.derivedId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.partial.PartialBundles;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.topology.MillraceTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cut is there if and only if what follows upon it is. */
final class FeedCommitTest {
    private static final String EVENTS = "events.acme";
    private static final String PARTIALS = "millrace-stream-partials-repartition";
    private static final String STATE = "millrace-stream-feed-cuts-changelog";

    private final Pipelines pipelines = new Pipelines();
    private final FedPipeline pipeline = new FedPipeline(pipelines);
    private final Path folder;

    FeedCommitTest(@TempDir Path folder) {
        this.folder = folder;
        pipeline.put();
    }

    private TaskHarness route(StageLimits limits) {
        return new TaskHarness(
                MillraceTopology.build(StageFixture.environment(pipelines, limits, NOW), new Topics(1)),
                0,
                "events",
                EVENTS,
                StageFixture.properties(folder));
    }

    private void announce() {
        pipeline.announce("all", FED, 2, 0, 5 * MINUTE);
    }

    private List<ConsumerRecord<byte[], byte[]>> events(int from, int to) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int number = from; number < to; number++) {
            records.add(TaskHarness.record(
                    EVENTS, number, NOW.toEpochMilli(), derivedId(number), pipeline.event(number, 1, 1)));
        }
        return records;
    }

    private static List<Long> cuts(TaskHarness harness) {
        return harness.committed("cuts").stream()
                .map(record -> StageFixture.RECORDS.cut().deserialize(record.value()))
                .map(CutRecords.Cut::offset)
                .toList();
    }

    /** What was committed to the state of cuts, as {@code key=number}. */
    private static List<String> state(TaskHarness harness) {
        return harness.committed(STATE).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8) + "="
                        + new ByteReader(record.value()).readLongBigEndian())
                .toList();
    }

    /** Events that were committed for the feed. */
    private long fed(TaskHarness harness) {
        RollupState sum = pipelines
                .definitions()
                .find("acme", "speeds")
                .orElseThrow()
                .rollup("all")
                .orElseThrow()
                .plan()
                .newState();
        harness.committed(PARTIALS).stream()
                .filter(record -> record.key()[0] == PartialBundles.KEY_FORMAT)
                .forEach(record -> PartialBundles.read(record.value(), (key, value) -> {
                    if (Partial.readTarget(key).generation() == FED) {
                        Partial.readKind(value);
                        value.readVarLong();
                        value.readVarLong();
                        sum.mergeFrom(value);
                    }
                }));
        return sum.events();
    }

    @Test
    void shouldCommitACutWithWhatFollowsUponIt() {
        // Given
        try (TaskHarness harness = route(ROOMY)) {
            harness.process(events(0, 20));
            // When
            announce();
            harness.process(events(20, 26));
            assertThat(cuts(harness)).isEmpty();
            harness.commit();
            // Then
            assertThat(cuts(harness)).containsExactly(20L);
            assertThat(fed(harness)).isEqualTo(6);
            assertThat(state(harness)).containsExactly("cut/acme/speeds/all/1000001=20", "offset/events.acme=26");
        }
    }

    @Test
    void shouldDecideAnewWhenItCrashesBeforeItCommits() {
        // Given
        try (TaskHarness harness = route(ROOMY)) {
            harness.process(events(0, 20));
            announce();
            harness.process(events(20, 26));
            harness.prepareCommit();
            // When: what came before is read again, and the feed is known from its begin
            harness.abortAndRevive();
            harness.process(events(0, 30));
            harness.commit();
            // Then
            assertThat(cuts(harness)).containsExactly(0L);
            assertThat(fed(harness)).isEqualTo(30);
        }
    }

    @Test
    void shouldCutWithinARunOfEvents() {
        // Given: it drains after each event, within the run
        StageLimits tight = new StageLimits(1, 1, 0, 1);
        try (TaskHarness harness = route(tight)) {
            harness.process(TaskHarness.inRuns(events(0, 20)));
            // When
            announce();
            harness.process(TaskHarness.inRuns(events(20, 30)));
            harness.commit();
            // Then
            assertThat(cuts(harness)).containsExactly(20L);
            assertThat(fed(harness)).isEqualTo(10);
            assertThat(state(harness)).endsWith("offset/events.acme=30");
        }
    }

    @Test
    void shouldWriteWhereItIsOnlyWhenItHasMoved() {
        // Given
        try (TaskHarness harness = route(ROOMY)) {
            harness.process(events(0, 3));
            harness.commit();
            // When
            harness.prepareCommit();
            harness.commit();
            // Then
            assertThat(state(harness)).containsExactly("offset/events.acme=3");
        }
    }
}
