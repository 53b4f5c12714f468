package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.Addresses;
import io.millrace.embedded.Component;
import io.millrace.embedded.ExternalAddresses;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import io.millrace.kafka.tenants.ApiKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example {@code gpon} as two operators share it: each with a folder, a key and quotas of its own, where keys are asked for. */
@ExtendWith(RunningMillrace.class)
class GponTenantsIT {
    private static final Path GPON = Path.of("..", "examples", "gpon");
    private static final Path FOLDER = Path.of(System.getenv("MILLRACE_SOURCES_FOLDER"));
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ADMINISTRATOR = "mr_administrator_of_two_operators";
    private static final Set<String> PROVINCES_OF_THE_NORTH = Set.of("BJB", "SHS", "ZJH");
    private static final String DAY = "?from=2019-08-01T00:00:00Z&to=2019-08-02T00:00:00Z&granularity=all&groupBy=";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    /** One operator. */
    private record Operator(String name, boolean north, String key) {
        String path(String rest) {
            return "/v1/tenants/" + name + rest;
        }
    }

    @Test
    void shouldKeepTwoOperatorsApart(Client open) throws Exception {
        // Given
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "millrace-gpon-");
        Addresses first = open.platform().addresses();
        PlatformOptions options = new PlatformOptions(Installation.fromSystemProperty(), folder)
                .withPorts(Ports.free())
                .withExternalAddresses(new ExternalAddresses(
                        Optional.of(first.kafka()), Optional.of(first.cassandra()), Optional.of(first.registry())))
                .withComponents(EnumSet.of(Component.INGEST, Component.QUERY))
                .withServiceEnvironment(Map.of("MILLRACE_ADMINISTRATOR_KEY_SHA256", ApiKey.sha256(ADMINISTRATOR)));
        try (Platform closed = Platform.start(options, new ToStandardError(), Clock.systemUTC())) {
            URI ingest = closed.addresses().ingest();
            URI query = closed.addresses().query();
            Operator north = make(ingest, "gpon-north", true, 1_000);
            Operator south = make(ingest, "gpon-south", false, 100_000_000);
            String definition = Files.readString(GPON.resolve("pipeline.yaml"));

            // When: each puts the definition and drops its readings, with its own key
            for (Operator operator : List.of(north, south)) {
                drop(operator);
                HttpResponse<String> put = send("PUT", ingest, operator.path("/pipelines/gpon"), operator, definition);
                assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
            }

            // Then: each has its own, and a folder is no matter of quotas
            for (Operator operator : List.of(north, south)) {
                long expected = expected(operator);
                assertThat(expected).isGreaterThan(1_000);
                Client.await(
                        operator.name() + " has its readings",
                        PATIENCE,
                        () -> readings(query, operator),
                        readings -> readings == expected);
            }
            assertKnowsNothingOf(north.name(), south, ingest, query, definition);
            assertKnowsNothingOf(south.name(), north, ingest, query, definition);
            assertHeldToItsQuota(north, south, ingest);
        }
    }

    private Operator make(URI ingest, String name, boolean north, int bytesPerSecond) throws Exception {
        Operator administrator = new Operator(name, north, ADMINISTRATOR);
        assertThat(send("PUT", ingest, administrator.path(""), administrator, "")
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> quotas = send(
                "PUT",
                ingest,
                administrator.path("/quotas"),
                administrator,
                "{\"bytesPerSecond\": " + bytesPerSecond + ", \"burstSeconds\": 1}");
        assertThat(quotas.statusCode()).as(quotas.body()).isEqualTo(200);
        HttpResponse<String> key = send(
                "POST",
                ingest,
                administrator.path("/keys"),
                administrator,
                "{\"scopes\": [\"ingest\", \"query\", \"admin\"]}");
        assertThat(key.statusCode()).as(key.body()).isEqualTo(201);
        return new Operator(name, north, json.readTree(key.body()).path("key").asText());
    }

    private static void drop(Operator operator) throws Exception {
        Path folder = Files.createDirectories(FOLDER.resolve(operator.name()).resolve("gpon"));
        List<String> lines = Files.readAllLines(GPON.resolve("sample.csv"));
        List<String> own = Stream.concat(
                        lines.stream().limit(1),
                        lines.stream()
                                .skip(1)
                                .filter(line ->
                                        operator.north() == PROVINCES_OF_THE_NORTH.contains(line.substring(0, 3))))
                .toList();
        Files.move(
                Files.write(folder.resolve("own.part"), own),
                folder.resolve("own.csv"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** How many readings the example says there are in an operator's provinces. */
    private static long expected(Operator operator) throws Exception {
        return Files.readAllLines(GPON.resolve("expected").resolve("province_5m.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .filter(cells -> operator.north() == PROVINCES_OF_THE_NORTH.contains(cells[3]))
                .mapToLong(cells -> Long.parseLong(cells[4]))
                .sum();
    }

    private long readings(URI query, Operator operator) throws Exception {
        HttpResponse<String> answer =
                send("GET", query, operator.path("/rollups/gpon/province_5m") + DAY, operator, "");
        if (answer.statusCode() != 200) {
            return 0;
        }
        JsonNode rows = json.readTree(answer.body()).path("rows");
        return rows.path(0).path("events").asLong();
    }

    /** With another's key all is as if it were not there, and nothing changes. */
    private void assertKnowsNothingOf(String tenant, Operator stranger, URI ingest, URI query, String definition)
            throws Exception {
        String path = "/v1/tenants/" + tenant;
        String reading = "PROVINCECODE,TIME\nBJB,01/08/2019 11:38:33\n";
        assertThat(Map.of(
                        "events", send("POST", ingest, path + "/pipelines/gpon/events", stranger, reading),
                        "definition", send("GET", ingest, path + "/pipelines/gpon", stranger, ""),
                        "status", send("GET", ingest, path + "/pipelines/gpon/status", stranger, ""),
                        "put", send("PUT", ingest, path + "/pipelines/gpon", stranger, definition),
                        "delete", send("DELETE", ingest, path + "/pipelines/gpon", stranger, ""),
                        "sources", send("GET", ingest, path + "/sources", stranger, ""),
                        "pause", send("POST", ingest, path + "/sources/gpon/csv-folder:pause", stranger, ""),
                        "rollup", send("GET", query, path + "/rollups/gpon/province_5m" + DAY, stranger, ""),
                        "table", send("GET", query, path + "/tables/device_by_onuid?onu=1", stranger, ""),
                        "letters", send("GET", query, path + "/dead-letters", stranger, "")))
                .allSatisfy((what, answer) -> assertThat(answer.statusCode())
                        .as(what + ": " + answer.body())
                        .isEqualTo(404));
    }

    private void assertHeldToItsQuota(Operator north, Operator south, URI ingest) throws Exception {
        // One reading with a long remark: read at once, it owes a minute.
        String reading = "PROVINCECODE,DEVICEID,IFINDEX,FRAME,SLOT,PORT,ONUINDEX,ONUID,TIME,SPEEDIN,SPEEDOUT,REMARK\n"
                + "BJB,2222771642618,6828878457269,1,1,13,20,222277164261810113020,01/08/2019 11:38:33,2992,2947,"
                + "x".repeat(60_000) + "\n";
        String events = "/pipelines/gpon/events";

        // When
        HttpResponse<String> all = send("POST", ingest, north.path(events), north, reading);
        HttpResponse<String> over = send("POST", ingest, north.path(events), north, reading);
        HttpResponse<String> other = send("POST", ingest, south.path(events), south, reading);
        HttpResponse<String> more = send("POST", ingest, south.path(events), south, reading);

        // Then
        assertThat(all.statusCode()).as(all.body()).isEqualTo(202);
        assertThat(all.headers().firstValue("RateLimit-Policy").orElse(""))
                .contains("\"bytes\";q=1000;qu=\"content-bytes\";w=1");
        assertThat(over.statusCode()).as(over.body()).isEqualTo(429);
        assertThat(over.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 61L);
        assertThat(over.headers().firstValue("RateLimit").orElse("")).contains("\"bytes\";r=0");
        assertThat(other.statusCode()).as(other.body()).isEqualTo(202);
        assertThat(more.statusCode()).as(more.body()).isEqualTo(202);
    }

    private HttpResponse<String> send(String method, URI service, String path, Operator with, String body)
            throws Exception {
        String type = path.endsWith("/events")
                ? "text/csv"
                : path.endsWith("/gpon") ? "application/yaml" : "application/json";
        HttpRequest request = HttpRequest.newBuilder(URI.create(service + path))
                .header("Authorization", "Bearer " + with.key())
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
