package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleDataTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @TempDir
    private Path sources = Path.of("."); // JUnit sets it.

    private ExampleData data() {
        return new ExampleData(EXAMPLES, sources, "none", "none");
    }

    @Test
    void shouldGiveEachTenantItsPartOfTheReadings() throws Exception {
        // When
        data().provide(Example.GPON, "north");
        data().provide(Example.GPON, "south");

        // Then
        List<String> north = Files.readAllLines(sources.resolve("north/gpon/sample.csv"));
        List<String> south = Files.readAllLines(sources.resolve("south/gpon/sample.csv"));
        List<String> all = new ArrayList<>(north);
        all.addAll(south.subList(1, south.size()));
        assertThat(north.get(0)).isEqualTo(south.get(0)).startsWith("PROVINCECODE");
        assertThat(north.size()).isGreaterThan(5_000);
        assertThat(south.size()).isGreaterThan(5_000);
        assertThat(all).containsExactlyInAnyOrderElementsOf(Files.readAllLines(EXAMPLES.resolve("gpon/sample.csv")));
    }

    @Test
    void shouldPutARecordingWhereItIsPlayedFrom() throws Exception {
        // When
        data().provide(Example.ENERGY, "demo");

        // Then
        assertThat(sources.resolve("demo/energy.csv"))
                .hasSameTextualContentAs(EXAMPLES.resolve("energy").resolve("sample.csv"));
    }

    @Test
    void shouldServeTheApisUntilItIsClosed() throws IOException, InterruptedException {
        // Given
        int offset = 3_517;
        URI companies = URI.create("http://127.0.0.1:" + (StandIn.PORT + offset) + "/api/v2/companies?_quantity=2");

        // When
        try (StandIn standIn = StandIn.start(EXAMPLES, offset)) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(companies).build(), HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(answer.body()).contains("\"total\":2");
            assertThat(standIn.port()).isEqualTo(StandIn.PORT + offset);
        }
    }

    @Test
    void shouldKnowEveryExample() throws IOException {
        try (var folders = Files.list(EXAMPLES)) {
            assertThat(folders.filter(Files::isDirectory).map(folder -> String.valueOf(folder.getFileName())))
                    .allMatch(name -> Example.named(name).isPresent())
                    .hasSize(Example.values().length);
        }
    }
}
