package io.millrace.ingest.sources.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.millrace.ingest.sources.SourceStep;
import io.millrace.ingest.sources.Steps;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.SourceDefinition.Replay;
import io.millrace.model.format.CsvDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaySourceTest {
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: speeds
            event:
              fields: [{name: device, type: string}, {name: speed, type: long}, {name: at, type: timestamp}]
              time: at
            """;
    private static final String CSV = """
            device,speed,at
            b,2,2026-01-01T00:00:10Z
            a,1,2026-01-01T00:00:00Z
            broken,x,2026-01-01T00:00:00Z
            d,4,2026-01-01T00:01:00Z
            """;

    @TempDir
    Path root = Path.of("");

    private Path folder = Path.of("");

    @BeforeEach
    void makeFiles() throws IOException {
        folder = Files.createDirectories(root.resolve("acme/samples"));
        Files.writeString(folder.resolve("one.csv"), CSV);
        Files.writeString(folder.resolve("two.ndjson"), """
                {"device":"c","speed":3,"at":"2026-01-01T00:00:10Z"}
                {"device":"e","speed":5,"at":"2026-01-01T00:02:00Z"}
                """);
        Files.writeString(folder.resolve("notes.txt"), "none");
    }

    private static ActivePipeline pipeline() {
        PipelineRecord record = new PipelineRecord(
                "acme",
                "speeds",
                List.of(new PipelineRecord.Version(1, DEFINITION, "print", 5, Instant.EPOCH)),
                List.of());
        return ActivePipeline.of(record, 17, DefinitionReader::read);
    }

    private static Replay replay(OptionalDouble speed, boolean shift, boolean loop) {
        return new Replay("one", "samples", true, CsvDialect.DEFAULT, speed, shift, loop);
    }

    private static Steps steps(Replay definition) {
        return new Steps(definition, pipeline());
    }

    private ReplaySource open(Replay definition, Steps steps) {
        return new ReplaySource(Steps.KEY, definition, root, steps.intake());
    }

    @Test
    void shouldPlayInTheOrderOfEventTimesAsFastAsPossible() throws Exception {
        // Given
        Replay definition = replay(OptionalDouble.empty(), false, false);
        Steps steps = steps(definition);

        // When
        steps.takeAll(open(definition, steps));

        // Then
        assertThat(steps.events()).containsExactly("a 1", "b 2", "c 3", "d 4", "e 5");
        assertThat(steps.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.origin()).isEqualTo("replay of one.csv");
            assertThat(letter.line()).isEqualTo(4);
        });
        assertThat(steps.lastRun().endedAt()).isPresent();
        assertThat(steps.lastRun().error()).isEmpty();
        assertThat(steps.lastRun().accepted()).isEqualTo(5);
    }

    @Test
    void shouldKeepGapsInProportionWhoeverGoesOn() throws Exception {
        // Given
        Replay definition = replay(OptionalDouble.of(10), false, false);
        Steps steps = steps(definition);

        // When, Then
        SourceStep first = steps.take(open(definition, steps));
        assertThat(steps.events()).containsExactly("a 1");
        assertThat(first.again()).isEqualTo(steps.now().plusSeconds(1));
        assertThat(steps.progress().nextAt()).contains(first.again());

        steps.pass(Duration.ofMillis(999));
        assertThat(steps.take(open(definition, steps)).commit()).isEmpty();
        steps.pass(Duration.ofMillis(1));
        steps.take(open(definition, steps));
        assertThat(steps.events()).containsExactly("a 1", "b 2", "c 3");

        steps.pass(Duration.ofSeconds(11));
        steps.take(open(definition, steps));
        assertThat(steps.events()).containsExactly("a 1", "b 2", "c 3", "d 4", "e 5");
        assertThat(steps.progress().runs()).hasSize(1);
    }

    @Test
    void shouldPlayInRealTimeAsIfItWereNow() throws Exception {
        // Given
        Replay definition = replay(OptionalDouble.of(1), true, false);
        Steps steps = steps(definition);
        Instant start = steps.now();
        ReplaySource source = open(definition, steps);

        // When, Then
        assertThat(steps.take(source).again()).isEqualTo(start.plusSeconds(10));
        steps.pass(Duration.ofMillis(9_999));
        assertThat(steps.take(source).commit()).isEmpty();
        steps.pass(Duration.ofMillis(1));
        assertThat(steps.take(source).again()).isEqualTo(start.plusSeconds(60));
        steps.pass(Duration.ofSeconds(50));
        assertThat(steps.take(source).again()).isEqualTo(start.plusSeconds(120));
        steps.pass(Duration.ofSeconds(60));
        steps.take(source);
        assertThat(steps.times())
                .containsExactly(
                        start,
                        start.plusSeconds(10),
                        start.plusSeconds(10),
                        start.plusSeconds(60),
                        start.plusSeconds(120));
    }

    @Test
    void shouldShiftTimesToWhenTheyArePlayed() throws Exception {
        // Given
        Replay definition = replay(OptionalDouble.of(2), true, false);
        Steps steps = steps(definition);
        Instant start = steps.now();

        // When
        steps.take(open(definition, steps));
        steps.pass(Duration.ofMinutes(2));
        steps.take(open(definition, steps));

        // Then
        assertThat(steps.times())
                .containsExactly(
                        start,
                        start.plusSeconds(5),
                        start.plusSeconds(5),
                        start.plusSeconds(30),
                        start.plusSeconds(60));
    }

    @Test
    void shouldShiftTheLastToNowIfAllIsPlayedAtOnce() throws Exception {
        // Given
        Replay definition = replay(OptionalDouble.empty(), true, false);
        Steps steps = steps(definition);

        // When
        steps.takeAll(open(definition, steps));

        // Then
        assertThat(steps.times())
                .hasSize(5)
                .startsWith(steps.now().minusSeconds(120))
                .endsWith(steps.now());
    }

    @Test
    void shouldLoopWithOtherIdsAndStopIfItDoesNot() throws Exception {
        // Given
        Replay looping = replay(OptionalDouble.empty(), false, true);
        Steps steps = steps(looping);
        ReplaySource source = open(looping, steps);

        // When
        steps.take(source);
        steps.pass(Duration.ofSeconds(1));
        steps.take(source);

        // Then
        assertThat(new HashSet<>(steps.ids())).hasSize(10);
        assertThat(steps.progress().runs()).hasSize(2);

        // Given
        Replay once = replay(OptionalDouble.empty(), false, false);
        Steps other = steps(once);
        ReplaySource over = open(once, other);
        other.take(over);

        // When
        SourceStep nothing = other.take(over);
        int events = other.events().size();
        other.ask(over);

        // Then
        assertThat(nothing.commit()).isEmpty();
        assertThat(nothing.again()).isEqualTo(Instant.MAX);
        assertThat(events).isEqualTo(5);
        assertThat(other.events()).hasSize(10);
        assertThat(new HashSet<>(other.ids())).hasSize(5);
    }

    @Test
    void shouldSayWhatCannotBePlayed() throws IOException {
        // Given
        Replay definition = replay(OptionalDouble.empty(), false, false);
        Steps steps = steps(definition);
        Files.delete(folder.resolve("two.ndjson"));
        Files.writeString(folder.resolve("one.csv"), "device,speed,at\na,x,\n");

        // Then
        assertThatIOException()
                .isThrownBy(() -> steps.take(open(definition, steps)))
                .withMessageContaining("no record with an event time");

        // Given
        Files.delete(folder.resolve("one.csv"));

        // Then
        assertThatIOException()
                .isThrownBy(() -> steps.take(open(definition, steps)))
                .withMessageContaining("has no file whose name ends with .csv");
    }
}
