package io.millrace.system;

import io.millrace.embedded.Addresses;
import io.millrace.embedded.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code millrace} command as people run it, a process of its own, whose environment says where a Millrace runs. */
final class MillraceCommand {
    private final Map<String, String> environment;

    /** Kept after the tests: what failed is in its logs. */
    private final Path folder;

    MillraceCommand(Addresses addresses, String name) throws IOException {
        environment = Map.of(
                "MILLRACE_KAFKA", addresses.kafka(),
                "MILLRACE_CASSANDRA", addresses.cassandra().toString(),
                "MILLRACE_REGISTRY", addresses.registry().toString(),
                "MILLRACE_INGEST_URL", addresses.ingest().toString());
        folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), name + "-")
                .toAbsolutePath();
    }

    /**
     * What it came to.
     *
     * @param output standard output
     * @param errors standard error
     */
    record Finished(int exitCode, String output, String errors) {
        /** For the message of a test that fails. */
        String told() {
            return "exit code " + exitCode + "\n" + output + "\n" + errors;
        }
    }

    Finished run(Duration patience, String... arguments) throws IOException, InterruptedException {
        try (Running running = start(arguments)) {
            return running.await(patience);
        }
    }

    Running start(String... arguments) throws IOException {
        Path installation = Installation.fromSystemProperty().home();
        List<String> line = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dmillrace.installation=" + installation,
                "-cp",
                installation + "/lib/cli/*",
                "io.millrace.cli.Main"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        Path output = Files.createTempFile(folder, arguments[0] + "-", ".out");
        Path errors = Files.createTempFile(folder, arguments[0] + "-", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        return new Running(builder.start(), output, errors);
    }

    /** One that was started. What it started ends with it. */
    record Running(Process process, Path output, Path errors) implements AutoCloseable {
        Finished await(Duration patience) throws IOException, InterruptedException {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it did not end within " + patience + ": " + Files.readString(output) + "\n"
                        + Files.readString(errors));
            }
            return new Finished(process.exitValue(), Files.readString(output), Files.readString(errors));
        }

        /** SIGKILL to a child of it, named by something of its command line. */
        void killChild(String named) {
            ProcessHandle child = process.descendants()
                    .filter(descendant ->
                            descendant.info().commandLine().orElse("").contains(named))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no child has " + named));
            child.destroyForcibly();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
