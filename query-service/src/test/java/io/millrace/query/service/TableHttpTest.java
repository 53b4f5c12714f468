package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.value.Value;
import io.millrace.query.data.StoredTable;
import io.millrace.query.read.RowsUnavailableException;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest
class TableHttpTest {
    private static final String TABLES = "/v1/tenants/shop/tables";
    private static final String READINGS = TABLES + "/readings";
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: devices
            event:
              fields:
                - {name: device, type: string}
                - {name: port, type: int}
                - {name: at, type: timestamp}
                - {name: serial, type: long}
                - {name: ratio, type: double, optional: true}
                - {name: price, type: "decimal(6,2)"}
                - {name: active, type: boolean}
                - {name: day, type: date}
                - {name: owner, type: uuid}
            tables:
              - {name: latest, key: [owner], columns: [device]}
              - {name: readings, key: [device, port, at], columns: [serial, ratio, price, active, day, owner]}
            """;

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedServer server;
    private final FakeBackends backends;

    TableHttpTest(EmbeddedServer server, FakeBackends backends) {
        this.server = server;
        this.backends = backends;
    }

    @BeforeEach
    void reset() {
        backends.reset();
        backends.put(ActivePipeline.of(
                new PipelineRecord(
                        "shop",
                        "devices",
                        List.of(new PipelineRecord.Version(1, DEFINITION, "f", 77, Instant.EPOCH)),
                        List.of()),
                0,
                DefinitionReader::read));
        backends.storeTable(new StoredTable(List.of(
                row("a", 1, 1_000),
                row("a", 2, 2_000),
                row("a", 2, 1_000),
                row("a", 10, 1_000),
                row("b, c", 1, 1_000))));
    }

    private static List<Value> row(String device, long port, long at) {
        return List.of(
                new Value.Text(device),
                new Value.Whole(port),
                new Value.Time(Instant.ofEpochMilli(at)),
                new Value.Whole(Long.MAX_VALUE),
                Value.MISSING,
                new Value.Exact(new BigDecimal("12.50")),
                new Value.Truth(true),
                new Value.Day(LocalDate.parse("2019-08-01")),
                new Value.Identifier(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8")));
    }

    @Test
    void shouldListTheTablesWithTheirColumns() throws Exception {
        assertThat(get(TABLES).body()).isEqualTo("""
                {"tenant":"shop","tables":[{"pipeline":"devices","table":"latest","keyspace":"millrace_shop",\
                "key":[{"name":"owner","type":"uuid"}],"columns":[{"name":"device","type":"string"}]},\
                {"pipeline":"devices","table":"readings","keyspace":"millrace_shop","key":[{"name":"device","type":"string"},\
                {"name":"port","type":"int"},{"name":"at","type":"timestamp"}],"columns":[{"name":"serial","type":"long"},\
                {"name":"ratio","type":"double"},{"name":"price","type":"decimal(6,2)"},{"name":"active","type":"boolean"},\
                {"name":"day","type":"date"},{"name":"owner","type":"uuid"}]}]}\
                """);
        assertThat(get("/v1/tenants/nobody/tables").body()).isEqualTo("{\"tenant\":\"nobody\",\"tables\":[]}");
        assertThat(get(TABLES + "?x=1").statusCode()).isEqualTo(422);
    }

    @Test
    void shouldAnswerOneRowByItsWholeKeyWithEachTypeInItsForm() throws Exception {
        // When
        HttpResponse<String> response = get(READINGS + "?device=a&port=2&at=1970-01-01T01:00:02%2B01:00");

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("""
                {"tenant":"shop","pipeline":"devices","table":"readings","rows":[{"device":"a","port":2,\
                "at":"1970-01-01T00:00:02Z","serial":9223372036854775807,"ratio":null,"price":"12.50","active":true,\
                "day":"2019-08-01","owner":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}],"next":null}\
                """);
    }

    @Test
    void shouldAnswerIntegersAsStringsIfAsked() throws Exception {
        JsonNode row = mapper.readTree(
                        get(READINGS + "?device=a&port=1&integers=string").body())
                .path("rows")
                .path(0);

        assertThat(row.path("serial").isTextual()).isTrue();
        assertThat(row.path("port").asText()).isEqualTo("1");
        assertThat(row.path("port").isTextual()).isTrue();
    }

    @Test
    void shouldAnswerAPartitionInTheOrderOfTheKeyPageByPage() throws Exception {
        assertThat(pages("device=a", 1))
                .containsExactly(
                        "1@1970-01-01T00:00:01Z",
                        "2@1970-01-01T00:00:01Z",
                        "2@1970-01-01T00:00:02Z",
                        "10@1970-01-01T00:00:01Z");
        assertThat(pages("device=a", 3)).hasSize(4);
        assertThat(pages("device=a&port=2", 1)).containsExactly("2@1970-01-01T00:00:01Z", "2@1970-01-01T00:00:02Z");
        assertThat(pages("device=z", 1)).isEmpty();
    }

    private List<String> pages(String key, int limit) throws Exception {
        List<String> rows = new ArrayList<>();
        String cursor = "";
        while (true) {
            JsonNode page = mapper.readTree(
                    get(READINGS + "?" + key + "&limit=" + limit + cursor).body());
            page.path("rows")
                    .forEach(row -> rows.add(
                            row.path("port").asText() + "@" + row.path("at").asText()));
            if (page.path("next").isNull()) {
                return rows;
            }
            cursor = "&cursor=" + page.path("next").asText();
        }
    }

    @Test
    void shouldAnswerCsvWithALinkToTheNextPage() throws Exception {
        // When
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(server.getURI() + READINGS + "?device=b%2C%20c&limit=1"))
                        .header("Accept", "text/csv")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> first = client.send(
                HttpRequest.newBuilder(URI.create(server.getURI() + READINGS + "?device=a&limit=1"))
                        .header("Accept", "text/csv")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(response.body())
                .isEqualTo("device,port,at,serial,ratio,price,active,day,owner\r\n"
                        + "\"b, c\",1,1970-01-01T00:00:01Z,9223372036854775807,,12.50,true,2019-08-01,"
                        + "6ba7b810-9dad-11d1-80b4-00c04fd430c8\r\n");
        assertThat(response.headers().firstValue("Link")).isEmpty();
        assertThat(first.headers().firstValue("Link").orElse(""))
                .startsWith("<" + READINGS + "?device=a&limit=1&cursor=")
                .endsWith(">; rel=\"next\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                  | device   | missing                   | device=",
                "port=1                            | device   | missing                   | device=",
                "device=a&at=1970-01-01T00:00:01Z  | at       | without 'port'            | from the left",
                "device=a&port=x                   | port     | is not a int              | whole number",
                "device=a&port=3000000000          | port     | is not a int              | 2147483647",
                "device=a&port=1&at=now            | at       | is not a timestamp        | RFC 3339",
                "device=a&device=b                 | device   | given 2 times             | once",
                "device=a&serial=5                 | serial   | no such parameter         | device, port, at",
                "device=a&limi=5                   | limi     | no such parameter         | limit",
                "device=a&limit=0                  | limit    | not a limit               | 10000",
                "device=a&limit=10001              | limit    | not a limit               | 10000",
                "device=a&integers=text            | integers | not a form                | string",
                "device=a&cursor=AAAA              | cursor   | not a cursor              | unchanged",
            })
    void shouldRefuseWrongParameters(String query, String path, String message, String hint) throws Exception {
        // When
        HttpResponse<String> response = get(READINGS + "?" + (query == null ? "" : query));

        // Then
        assertThat(response.statusCode()).isEqualTo(422);
        JsonNode errors = mapper.readTree(response.body()).path("errors");
        assertThat(errors).anySatisfy(error -> {
            assertThat(error.path("path").asText()).isEqualTo(path);
            assertThat(error.path("message").asText()).contains(message);
            assertThat(error.path("hint").asText()).contains(hint);
        });
    }

    @Test
    void shouldRefuseACursorOfOtherParameters() throws Exception {
        // Given
        String cursor = mapper.readTree(get(READINGS + "?device=a&limit=1").body())
                .path("next")
                .asText();

        // When, Then
        assertThat(get(READINGS + "?device=b&limit=1&cursor=" + cursor).statusCode())
                .isEqualTo(422);
        assertThat(get(READINGS + "?device=a&limit=2&cursor=" + cursor).statusCode())
                .isEqualTo(422);
    }

    @Test
    void shouldSayThatThereIsNoSuchTable() throws Exception {
        // When
        HttpResponse<String> response = get(TABLES + "/reading?device=a");

        // Then
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("has no table 'reading'").contains("readings");
    }

    @Test
    void shouldSayWhenItCannotAnswerNow() throws Exception {
        // Given
        backends.storeTable((query, limit) ->
                CompletableFuture.failedFuture(new RowsUnavailableException("Cassandra can't answer now")));
        // When, Then
        assertThat(get(READINGS + "?device=a").statusCode()).isEqualTo(503);
        backends.obstruct(Optional.of("Kafka"));
        assertThat(get(READINGS + "?device=a").statusCode()).isEqualTo(503);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.getURI() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
