package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.Installation;
import io.millrace.kafka.tenants.ApiKey;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that anyone runs, run as they run it. */
class DemoIT {
    private static final int PORT_OFFSET = 7_000;

    @Test
    void shouldServeTheExampleAndFindItAgainOnASecondRun(@TempDir Path dataFolder) throws Exception {
        // Given
        List<String> demo = List.of(
                "demo", "--exit", "--port-offset", Integer.toString(PORT_OFFSET), "--data-dir", dataFolder.toString());

        // When
        Finished first = millrace(demo, Map.of());
        Finished second = millrace(demo, Map.of());

        // Then
        assertThat(first.exitCode).as(first.output).isZero();
        assertThat(first.output)
                .contains("Complete    all ", "open to everyone on this machine")
                .contains("avg_in")
                .contains("HKD")
                .contains("curl 'http://127.0.0.1:" + (8400 + PORT_OFFSET));
        assertThat(second.exitCode).as(second.output).isZero();
        assertThat(second.output).contains("is loaded already").contains("HKD");
        assertThat(table(second.output)).isEqualTo(table(first.output)).isNotEmpty();
        assertThat(dataFolder.resolve("run").toFile().list((folder, name) -> name.endsWith(".pid")))
                .isEmpty();
        assertThat(processesThatMention(dataFolder)).isEmpty();
    }

    @Test
    void shouldRunAllExamplesAtOnceAndGiveTenantsKeysThatAreAskedForInEachRun(@TempDir Path dataFolder)
            throws Exception {
        // Given
        String administrator = "mr_administrator_of_a_demo";
        Map<String, String> asking = Map.of(
                "MILLRACE_ADMINISTRATOR_KEY_SHA256", ApiKey.sha256(administrator), "MILLRACE_KEY", administrator);

        // When
        Finished first = millrace(demo("gpon", dataFolder), asking);
        Finished second = millrace(demo("all", dataFolder), asking);

        // Then
        assertThat(List.of(first, second))
                .allSatisfy(run -> assertThat(run.exitCode).as(run.output).isZero())
                .allSatisfy(run -> assertThat(run.output)
                        .containsPattern("gpon of tenant north: [1-9]")
                        .containsPattern("gpon of tenant south: [1-9]")
                        .doesNotContain("open to everyone"));
        assertThat(second.output)
                .containsPattern("companies of tenant demo: [1-9]")
                .containsPattern("energy of tenant demo: [1-9]")
                .containsPattern("users of tenant demo: [1-9]")
                .containsPattern("events of tenant demo: [1-9]");
        assertThat(keys(first.output)).hasSize(2);
        assertThat(keys(second.output)).hasSize(2);
        assertThat(Stream.concat(keys(first.output), keys(second.output))).doesNotHaveDuplicates();
        assertThat(processesThatMention(dataFolder)).isEmpty();
    }

    private static List<String> demo(String example, Path dataFolder) {
        return List.of(
                "demo",
                example,
                "--exit",
                "--port-offset",
                Integer.toString(PORT_OFFSET),
                "--data-dir",
                dataFolder.toString());
    }

    private static Stream<String> keys(String output) {
        return Pattern.compile("export MILLRACE_KEY=(mr_[0-9a-f]+_\\S+)")
                .matcher(output)
                .results()
                .map(found -> found.group(1));
    }

    private record Finished(int exitCode, String output) {}

    private static Finished millrace(List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path installation = Installation.fromSystemProperty().home();
        Path output = Files.createTempFile(Path.of("target"), "demo-", ".txt");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        ProcessHandle.current().info().command().orElse("java"),
                                        "-Dmillrace.installation=" + installation,
                                        "-Dmillrace.examples=" + Path.of("..", "examples"),
                                        "-cp",
                                        installation + "/lib/cli/*",
                                        "io.millrace.cli.Main"),
                                arguments.stream())
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(new File(output.toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(4, TimeUnit.MINUTES);
        if (!ended) {
            process.destroy();
            process.waitFor();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as("demo did not end: %s", text).isTrue();
        return new Finished(process.exitValue(), text);
    }

    private static List<String> table(String output) {
        return output.lines()
                .filter(line -> line.contains("HKD") && line.contains("2019-08-01T"))
                .toList();
    }

    private static List<String> processesThatMention(Path folder) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }
}
