package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BatchCommandTest {
    private static final String PROPERTY = "millrace.installation";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void emptyInstallation(@TempDir Path folder) {
        System.setProperty(PROPERTY, folder.toString());
    }

    @AfterEach
    void noInstallation() {
        System.clearProperty(PROPERTY);
    }

    private int run(String... arguments) {
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recompute", "reconcile", "compact", "rollback"})
    void shouldLeaveWhatItIsToldToTheProgramAndSayWhatIsMissing(String command) {
        // When
        int code = run(command, "acme", "gpon", "--from", "2026-01-01T00:00:00Z", "--sample", "3", "--cluster");

        // Then
        assertThat(code).isEqualTo(ExitCode.UNAVAILABLE.code());
        assertThat(err.toString()).startsWith("The installation lacks batch-recompute: no jars in ");
    }

    @Test
    void shouldNameTheCommandsInTheHelp() {
        // When
        int code = run("--help");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).contains("recompute", "reconcile", "compact", "rollback");
    }
}
