package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.SourceDefinition;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples say what they come to: it stays so. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    /** When those records are accepted that have no time of their own. */
    private static final String ACCEPTED_AT = "2026-01-01T00:00:00Z";

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path temporary = Path.of("."); // JUnit sets it.

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> entries = Files.list(EXAMPLES)) {
            return entries.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldBeCalledAsItsFolder(Path example) throws Exception {
        assertThat(definition(example).pipeline()).isEqualTo(String.valueOf(example.getFileName()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldComeToTheRowsThatAreExpected(Path example) throws IOException {
        // Given
        List<Path> expected = files(example.resolve("expected"), "");
        assertThat(expected).isNotEmpty();

        for (Path file : expected) {
            // When
            String rollup = String.valueOf(file.getFileName()).replace(".csv", "");
            CommandRun run = tried(example, "--rollup", rollup, "--expect", file.toString());

            // Then
            assertThat(run.out()).contains(rollup + " is as expected");
            assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCode.DONE.code());
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldComeToTheRowsThatItsReadmeShows(Path example) throws IOException {
        // Given
        List<String> shown = rows(Files.readString(example.resolve("README.md")));
        assertThat(shown).isNotEmpty();

        // When
        CommandRun run = tried(example, "--limit", "10000");

        // Then
        Set<String> there = Set.copyOf(rows(run.out()));
        assertThat(shown).allSatisfy(row -> assertThat(there).contains(row));
    }

    @ParameterizedTest
    @CsvSource({
        "companies/sample.ndjson, SampleApi.java companies 400 1",
        "users/sample.ndjson,     SampleApi.java users 400 1",
        "energy/sample.csv,       energy/Sample.java 1",
        "events/sample.ndjson,    events/Sample.java 1"
    })
    void shouldHaveASampleThatCanBeMadeAgain(Path sample, String command) throws IOException, InterruptedException {
        // Given
        Path made = temporary.resolve("made");
        ProcessBuilder process = java(command.split(" ", -1)).redirectOutput(made.toFile());

        // When
        int code = process.start().waitFor();

        // Then
        assertThat(code).isZero();
        assertThat(made).hasSameTextualContentAs(EXAMPLES.resolve(sample));
    }

    @Test
    void shouldStandInForTheApisThatArePolled() throws Exception {
        // Given
        Process server = java("SampleApi.java", "serve", "0").start();
        try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
            for (String name : List.of("companies", "users")) {
                Path example = EXAMPLES.resolve(name);
                SourceDefinition.Poll poll =
                        (SourceDefinition.Poll) definition(example).sources().get(0);
                String line = String.valueOf(lines.readLine());
                assertThat(line).startsWith(name);
                URI served = URI.create(line.substring(line.indexOf("http")));

                // When
                JsonNode first = records(served, poll);
                JsonNode second = records(served, poll);

                // Then
                assertThat(served.getPath() + "?" + served.getQuery())
                        .isEqualTo(poll.url().getPath() + "?" + poll.url().getQuery());
                Path both = temporary.resolve(name + ".ndjson");
                Files.write(
                        both,
                        Stream.of(first, second).flatMap(ExamplesTest::lines).toList());
                CommandRun run =
                        CommandRun.of("try", example.resolve("pipeline.yaml").toString(), both.toString());
                assertThat(run.out()).contains("20 accepted, 0 rejected").contains("20 count");
                assertThat(first).isNotEqualTo(second);
            }
        } finally {
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static PipelineDefinition definition(Path example) throws Exception {
        return DefinitionReader.read(Files.readString(example.resolve("pipeline.yaml")));
    }

    private static CommandRun tried(Path example, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("try", example.resolve("pipeline.yaml").toString(), "--accepted-at", ACCEPTED_AT));
        files(example, "sample.").forEach(file -> arguments.add(file.toString()));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static List<Path> files(Path folder, String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    /** Rows of rollups in tables, which begin with a time; how wide their columns are depends on the other rows. */
    private static List<String> rows(String text) {
        return text.lines()
                .filter(line -> line.matches("  \\d{4}-\\d\\d-\\d\\dT.*"))
                .map(line -> Arrays.stream(line.strip().split(" +", -1)).collect(Collectors.joining(" ")))
                .toList();
    }

    /** Runs one of the examples' programs, which are not compiled before. */
    private static ProcessBuilder java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(EXAMPLES.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static JsonNode records(URI url, SourceDefinition.Poll poll) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        // The records of both APIs stand in one field of the answer.
        String field = poll.records().toString().replace("$.", "").replace("[*]", "");
        return JSON.readTree(answer.body()).path(field);
    }

    private static Stream<String> lines(JsonNode records) {
        List<String> lines = new ArrayList<>();
        records.forEach(row -> lines.add(row.toString()));
        return lines.stream();
    }
}
