package io.millrace.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private static final int MEGABYTE = 1 << 20;

    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(drawn, true, StandardCharsets.UTF_8);

    private String drawn() {
        return drawn.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldDrawOverItselfOnATerminal() {
        // Given
        ProgressBar bar = new ProgressBar(out, true, "replay", 4L * MEGABYTE);

        // When
        bar.finish(MEGABYTE, "7 accepted");

        // Then
        assertThat(drawn())
                .startsWith(Terminal.CLEAR_LINE + "  replay ███████" + "░".repeat(21) + "  25%  1.0 MB of 4.0 MB  ")
                .endsWith("/s  7 accepted" + System.lineSeparator());
    }

    @Test
    void shouldWriteALineIntoALog() {
        // Given
        ProgressBar bar = new ProgressBar(out, false, "replay", 4L * MEGABYTE);

        // When
        bar.finish(4L * MEGABYTE, "done");

        // Then
        assertThat(drawn())
                .startsWith("  replay " + "█".repeat(28) + " 100%  4.0 MB of 4.0 MB  ")
                .endsWith("  done" + System.lineSeparator())
                .doesNotContain(Terminal.CLEAR_LINE);
    }

    @Test
    void shouldNotDrawMoreOftenThanOneCanSee() {
        // Given
        ProgressBar bar = new ProgressBar(out, false, "replay", 100);

        // When
        bar.update(1);
        bar.update(2);

        // Then
        assertThat(drawn()).isEmpty();
    }

    @Test
    void shouldTellHowMuchWhereItIsNotKnownOfHowMuch() {
        // Given
        ProgressBar bar = new ProgressBar(out, false, "ingest", 0);

        // When
        bar.finish(2_048, "");

        // Then
        assertThat(drawn()).startsWith("  ingest 2 KB  ").doesNotContain("%");
    }
}
