package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.api.FileIngest;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RecordFile;
import io.millrace.model.replay.Playback;
import io.millrace.model.replay.Recording;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At which times records are sent, and as which. The clock stands still but for the pauses. */
class PlayerTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final PipelineDefinition DEFINITION = DefinitionReader.read("""
            apiVersion: millrace/v1
            pipeline: gpon
            event: {fields: [{name: device, type: string}, {name: at, type: timestamp}], time: at}
            """);
    private static final EventSchema SCHEMA = EventSchema.of("acme", "gpon", DEFINITION.event());

    private final List<String> sent = new ArrayList<>();
    private final List<Integer> told = new ArrayList<>();
    private Instant now = START;

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void writeRecording() throws Exception {
        file = Files.writeString(folder.resolve("a.csv"), """
                device,at
                c,2025-01-01T00:01:00Z
                a,2025-01-01T00:00:00Z
                d,2025-01-01T00:01:00Z
                b,2025-01-01T00:00:10Z
                """);
    }

    private void play(OptionalDouble speed, boolean shift) throws Exception {
        Recording recording =
                Recording.of(List.of(new RecordFile(file, EventFormat.CSV, ReaderOptions.DEFAULT)), DEFINITION, SCHEMA);
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("there is but one zone");
            }
        };
        Player player = new Player(recording, DEFINITION, SCHEMA, this::send, clock, time -> now = now.plus(time));
        Playback playback = new Playback(
                speed, shift, START.toEpochMilli(), recording.time(0), recording.time(recording.size() - 1));
        Player.Totals totals = player.play(playback, "key", told::add);
        assertThat(totals).isEqualTo(new Player.Totals(4, 0, 0));
    }

    private FileIngest.Outcome send(byte[] body, String key) {
        List<String> lines = new String(body, StandardCharsets.UTF_8).lines().toList();
        for (String line : lines) {
            sent.add(Duration.between(START, now).toMillis() + " "
                    + line.replaceAll(".*\"device\":\"(.)\",\"at\":\"([^\"]*)\".*", "$1 $2") + " " + key);
        }
        return new FileIngest.Outcome(lines.size(), 0, List.of());
    }

    @Test
    void shouldPlayInRealTimeAsIfItWereNow() throws Exception {
        // When
        play(OptionalDouble.of(1), true);

        // Then
        assertThat(sent)
                .containsExactly(
                        "0 a 2026-03-01T12:00:00Z key/0",
                        "10000 b 2026-03-01T12:00:10Z key/1",
                        "60000 c 2026-03-01T12:01:00Z key/2",
                        "60000 d 2026-03-01T12:01:00Z key/2");
        assertThat(told).containsExactly(1, 2, 4);
    }

    @Test
    void shouldKeepGapsInProportionAndTimesAsTheyWere() throws Exception {
        // When
        play(OptionalDouble.of(4), false);

        // Then
        assertThat(sent)
                .containsExactly(
                        "0 a 2025-01-01T00:00:00Z key/0",
                        "2500 b 2025-01-01T00:00:10Z key/1",
                        "15000 c 2025-01-01T00:01:00Z key/2",
                        "15000 d 2025-01-01T00:01:00Z key/2");
    }

    @Test
    void shouldPlayAtOnceSoThatTheLastIsNow() throws Exception {
        // When
        play(OptionalDouble.empty(), true);

        // Then
        assertThat(sent)
                .containsExactly(
                        "0 a 2026-03-01T11:59:00Z key/0",
                        "0 b 2026-03-01T11:59:10Z key/0",
                        "0 c 2026-03-01T12:00:00Z key/0",
                        "0 d 2026-03-01T12:00:00Z key/0");
    }
}
