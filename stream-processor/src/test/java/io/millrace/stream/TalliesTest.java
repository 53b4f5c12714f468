package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.stream.topology.MillraceTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many dead letters and late events a pipeline had. */
final class TalliesTest {
    private static final int SCHEMA = 7;
    private static final long MINUTE = 60_000;
    private static final long LATENESS = Pipelines.LATENESS.toMillis();
    private static final Duration CLOCK = Duration.ofSeconds(5);
    private static final Topics TOPICS = new Topics(1);

    /** Later ones would be those of the other stages: their state is called by the number. */
    private static final int TALLY_SUBTOPOLOGY = 2;

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;
    private int events;

    TalliesTest(@TempDir Path folder) {
        this.folder = folder;
        pipelines.put(
                "acme",
                "gpon",
                SCHEMA,
                1,
                List.of(
                        Pipelines.rollup(
                                "province", new WindowDefinition.Tumbling(Duration.ofMinutes(5), Duration.ZERO)),
                        Pipelines.rollup("device", new WindowDefinition.Tumbling(Duration.ofHours(2), Duration.ZERO))));
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    /** An event whose time is reported at once. */
    private void event(TopologyFixture topology, long eventTime) {
        topology.advance(Duration.ofSeconds(1));
        topology.append(
                "acme", freshId(events++), pipelines.event(SCHEMA, eventTime, "HKD", "olt"), NOW.plusSeconds(events));
    }

    private static byte[] letter(String pipeline) {
        return StageFixture.RECORDS
                .deadLetter()
                .serialize(new DeadLetter(
                        new UUID(1, 2),
                        "acme",
                        pipeline,
                        NOW,
                        "ingest",
                        "not-a-number",
                        Optional.of("speed"),
                        "no number",
                        "request",
                        0,
                        1,
                        "application/json",
                        Optional.empty(),
                        new byte[] {1},
                        false,
                        Optional.empty(),
                        Optional.empty()));
    }

    private void delete() {
        ActivePipeline pipeline = pipelines.definitions().find("acme", "gpon").orElseThrow();
        pipelines.put(pipeline.record().asDeleted(), source -> pipeline.definition());
    }

    @Test
    void shouldCountDeadLettersOfAllWhoMakeThem() {
        // Given
        try (TopologyFixture topology = topology()) {
            // When: one of ingest, and one of an event that can't be read
            topology.appendLetter(freshId(1), letter("gpon"));
            byte[] event = pipelines.event(SCHEMA, 0, "HKD", "olt");
            topology.append("acme", freshId(2), Arrays.copyOf(event, event.length - 1), NOW);
            // Then
            assertThat(topology.deadLetters()).hasSize(1);
            assertThat(topology.tallies()).containsExactly("gpon/dead/=2");
        }
    }

    @Test
    void shouldPassOverWhatIsNoLetterOfAPipeline() {
        // Given
        try (TopologyFixture topology = topology()) {
            // When
            topology.appendLetter(freshId(1), letter(""));
            topology.appendLetter(freshId(2), "no letter".getBytes(StandardCharsets.UTF_8));
            topology.appendLetter(freshId(3), null);
            topology.appendLetter(freshId(4), letter("gpon"));
            // Then
            assertThat(topology.tallies()).containsExactly("gpon/dead/=1");
            assertThat(topology.metric("letters-unreadable-total")).isEqualTo(1);
        }
    }

    @Test
    void shouldCountLateEventsByRollup() {
        // Given: the window of five minutes is closed, that of two hours is not
        try (TopologyFixture topology = topology()) {
            event(topology, 0);
            event(topology, 5 * MINUTE + LATENESS - 1);
            event(topology, 1);
            assertThat(topology.tallies()).isEmpty();
            event(topology, 5 * MINUTE + LATENESS);
            // When
            event(topology, 2);
            event(topology, 3);
            List<String> first = topology.tallies();
            event(topology, 120 * MINUTE + LATENESS);
            event(topology, 4);
            // Then
            assertThat(first).containsExactly("gpon/late/province=2");
            assertThat(topology.tallies()).containsExactlyInAnyOrder("gpon/late/province=3", "gpon/late/device=1");
        }
    }

    @Test
    void shouldForgetWhatWasCountedWithThePipeline() {
        // Given
        try (TopologyFixture topology = topology()) {
            topology.appendLetter(freshId(1), letter("gpon"));
            topology.appendLetter(freshId(1), letter("yet-to-come"));
            topology.tallies();
            // When
            delete();
            topology.advance(CLOCK);
            topology.appendLetter(freshId(2), letter("gpon"));
            // Then
            assertThat(topology.tallies()).containsExactly("gpon/dead/=-");
            // When: a pipeline that this host had not heard of yet
            pipelines.put("acme", "yet-to-come", SCHEMA + 1, 1, "province");
            topology.appendLetter(freshId(3), letter("yet-to-come"));
            List<String> known = topology.tallies();
            pipelines.remove("acme", "yet-to-come");
            topology.advance(CLOCK);
            // Then
            assertThat(known).containsExactly("yet-to-come/dead/=2");
            assertThat(topology.tallies()).containsExactly("yet-to-come/dead/=-");
        }
    }

    @Test
    void shouldCountOnceWhatIsReadAgainAfterACrash() {
        // Given
        String letters = TOPICS.deadLetters().name();
        try (TaskHarness task = new TaskHarness(
                MillraceTopology.build(StageFixture.environment(pipelines, ROOMY, NOW), TOPICS),
                TALLY_SUBTOPOLOGY,
                "tally-dead-letters",
                letters,
                StageFixture.properties(folder))) {
            // When
            task.process(List.of(
                    TaskHarness.record(letters, 0, 0, freshId(1), letter("gpon")),
                    TaskHarness.record(letters, 1, 0, freshId(2), letter("gpon"))));
            task.abortAndRevive();
            task.process(List.of(
                    TaskHarness.record(letters, 0, 0, freshId(1), letter("gpon")),
                    TaskHarness.record(letters, 1, 0, freshId(2), letter("gpon"))));
            task.commit();
            task.process(List.of(TaskHarness.record(letters, 2, 0, freshId(3), letter("gpon"))));
            task.commit();
            // Then
            assertThat(task.committed(TOPICS.tallies().name()))
                    .extracting(ProducerRecord::value)
                    .extracting(value ->
                            StageFixture.RECORDS.tally().deserialize(value).count())
                    .containsExactly(2L, 3L);
        }
    }
}
