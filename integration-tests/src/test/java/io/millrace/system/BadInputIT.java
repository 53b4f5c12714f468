package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.kafka.record.DeadLetter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bad input gets a clear error, the good around it counts, and nothing is lost. */
@ExtendWith(RunningMillrace.class)
class BadInputIT {
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-02T00:00:00Z";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: clicks
            event:
              fields:
                - {name: page, type: string}
                - {name: at, type: timestamp}
                - {name: amount, type: long, min: 0}
              time: at
            rollups:
              - name: page_1h
                dimensions: [page]
                window: {type: tumbling, size: 1h}
                measures:
                  - {name: clicks, type: count}
                  - {name: total, type: sum, field: amount}
            """;

    @Test
    void shouldCountTheGoodLinesOfNdjsonAndReportTheBadOnesByPosition(Client client) throws Exception {
        // Given
        String tenant = "bad-ndjson";
        putClicks(client, tenant);
        String body = good(1) + "\n"
                + "{\"page\": \"a\", \"at\": \"2026-01-01T00:00:00Z\", \"amount\": \n"
                + "\n"
                + "{\"page\": \"a\", \"at\": \"2026-01-01T00:00:00Z\", \"amount\": \"much\"}\n"
                + "{\"page\": \"a\", \"amount\": 1}\n"
                + "{\"page\": \"a\", \"at\": \"2026-01-01T00:00:00Z\", \"amount\": -1}\n"
                + "{\"page\": \"a\", \"at\": \"2126-01-01T00:00:00Z\", \"amount\": 1}\n"
                + good(2) + "\n"
                + "{\"page\": \"a\", \"at\": \"2026-01-01T0"; // cut off half-way

        // When
        Client.Answer answer = client.postEvents(tenant, "clicks", "application/x-ndjson", body);

        // Then
        assertThat(answer.status()).as(answer.text()).isEqualTo(207);
        assertThat(answer.body().path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.body().path("rejectedCount").asInt()).isEqualTo(6);
        assertThat(positions(answer))
                .containsExactly(
                        "1/2 malformed-record",
                        "2/4 not-a-number",
                        "3/5 missing-field",
                        "4/6 out-of-range",
                        "5/7 too-far-ahead",
                        "7/9 malformed-record");
        List<DeadLetter> letters = DeadLetters.of(client, tenant);
        assertThat(letters)
                .extracting(letter -> letter.line() + " " + new String(letter.original(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder(
                        "2 {\"page\": \"a\", \"at\": \"2026-01-01T00:00:00Z\", \"amount\": ",
                        "4 {\"page\": \"a\", \"at\": \"2026-01-01T00:00:00Z\", \"amount\": \"much\"}",
                        "5 {\"page\": \"a\", \"amount\": 1}",
                        "6 {\"page\": \"a\", \"at\": \"2026-01-01T00:00:00Z\", \"amount\": -1}",
                        "7 {\"page\": \"a\", \"at\": \"2126-01-01T00:00:00Z\", \"amount\": 1}",
                        "9 {\"page\": \"a\", \"at\": \"2026-01-01T0");
        assertThat(letters)
                .extracting(letter -> letter.id().toString())
                .containsExactlyInAnyOrderElementsOf(
                        answer.body().path("rejected").findValuesAsText("deadLetter"));
        awaitTotals(client, tenant, 2, 3);
    }

    @Test
    void shouldCountTheGoodRowsOfACsvWithARaggedOne(Client client) throws Exception {
        // Given
        String tenant = "bad-csv";
        putClicks(client, tenant);
        String body = String.join(
                "\r\n",
                "page, at, amount",
                "a,2026-01-01T00:00:00Z,1",
                "a,2026-01-01T00:00:00Z",
                "\"a\nb\",2026-01-01T00:00:00Z,2",
                "a,yesterday,1",
                "a,2026-01-01T00:00:00Z,4",
                "");

        // When
        Client.Answer answer = client.postEvents(tenant, "clicks", "text/csv", body);

        // Then
        assertThat(answer.status()).as(answer.text()).isEqualTo(207);
        assertThat(answer.body().path("accepted").asInt()).isEqualTo(3);
        assertThat(positions(answer)).containsExactly("1/3 malformed-record", "3/6 not-a-timestamp");
        assertThat(DeadLetters.of(client, tenant))
                .allSatisfy(letter -> assertThat(letter.header()).contains("page, at, amount"))
                .extracting(letter -> new String(letter.original(), StandardCharsets.UTF_8).strip())
                .containsExactlyInAnyOrder("a,2026-01-01T00:00:00Z", "a,yesterday,1");
        awaitTotals(client, tenant, 3, 7);
    }

    @Test
    void shouldCountTheElementsBeforeTheBreakInAJsonDocument(Client client) throws Exception {
        // Given
        String tenant = "bad-json";
        putClicks(client, tenant);
        String body = "[" + good(1) + ", " + good(2) + ", {\"page\": \"a\", \"at";

        // When
        Client.Answer answer = client.postEvents(tenant, "clicks", "application/json", body);

        // Then
        assertProblem(answer, 400);
        assertThat(answer.body().path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.body().path("retryable").asBoolean(true)).isFalse();
        assertThat(DeadLetters.of(client, tenant)).isNotEmpty();
        awaitTotals(client, tenant, 2, 3);
    }

    @Test
    void shouldAnswer422WhenNoRecordIsGood(Client client) throws Exception {
        // Given
        String tenant = "bad-all";
        putClicks(client, tenant);

        // When
        Client.Answer answer = client.postEvents(tenant, "clicks", "application/json", "[{\"page\": 1}]");
        Client.Answer header = client.postEvents(tenant, "clicks", "text/csv", "page,when\na,b\n");

        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("rejectedCount").asInt()).isEqualTo(1);
        assertProblem(header, 422);
        assertThat(header.text()).contains("at").contains("amount");
    }

    @Test
    void shouldNameWhatIsUnknownOrNotTaken(Client client) throws Exception {
        // Given
        String tenant = "bad-request";
        putClicks(client, tenant);

        // When
        Client.Answer noPipeline = client.postEvents(tenant, "clocks", "application/json", good(1));
        Client.Answer noTenant = client.postEvents("nobody", "clicks", "application/json", good(1));
        Client.Answer wrongType = client.postEvents(tenant, "clicks", "application/xml", "<a/>");
        Client.Answer wrongDefinition =
                client.putPipeline(tenant, "wrong", DEFINITION.replace("type: sum", "type: total"));

        // Then
        assertProblem(noPipeline, 404);
        assertProblem(noTenant, 404);
        assertProblem(wrongType, 415);
        assertProblem(wrongDefinition, 422);
        assertThat(wrongDefinition.body().path("errors").findValuesAsText("path"))
                .contains("pipeline", "rollups[0].measures[1].type");
    }

    @Test
    void shouldRefuseQueriesItCannotAnswerByName(Client client) throws Exception {
        // Given
        String tenant = "bad-query";
        putClicks(client, tenant);
        awaitTotals(client, tenant, 0, 0);

        // When
        Client.Answer answer = client.getRollup(
                tenant,
                "clicks",
                "page_1h",
                Map.of("from", "2026-01-01T00:30:00Z", "groupBy", "pages", "colour", "red"));

        // Then
        assertProblem(answer, 422);
        assertThat(answer.body().path("errors").findValuesAsText("path"))
                .contains("from", "to", "groupBy[0]", "colour");
        assertThat(answer.text()).contains("no dimension 'pages'");
    }

    @Test
    void shouldKeepWhatWasReceivedOfABodyThatBreaksOff(Client client) throws Exception {
        // Given
        String tenant = "bad-cut";
        putClicks(client, tenant);
        URI ingest = client.platform().addresses().ingest();

        // When
        try (Socket socket = new Socket(ingest.getHost(), ingest.getPort())) {
            OutputStream out = socket.getOutputStream();
            String head = "POST /v1/tenants/" + tenant + "/pipelines/clicks/events HTTP/1.1\r\nHost: x\r\n"
                    + "Content-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n";
            out.write((head + good(1) + "\n" + good(2) + "\n{\"page\": \"a").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
        Client.Answer next = client.postEvents(tenant, "clicks", "application/json", good(4));

        // Then
        assertThat(next.status()).isEqualTo(202);
        Client.await(
                "the record after the cut is served",
                PATIENCE,
                () -> client.events(tenant, "clicks", "page_1h", FROM, TO),
                events -> events >= 1);
    }

    @Test
    void shouldTakeAGzippedBodyAndCountARepeatedRequestOnce(Client client) throws Exception {
        // Given
        String tenant = "good-again";
        putClicks(client, tenant);
        byte[] body = gzip(good(1) + "\n" + good(2) + "\n");
        Map<String, String> headers = Map.of("Content-Encoding", "gzip", "Idempotency-Key", "k1");

        // When
        List<Integer> statuses = new ArrayList<>();
        for (int time = 0; time < 3; time++) {
            statuses.add(client.postEvents(tenant, "clicks", "application/x-ndjson", headers, body)
                    .status());
        }
        StringBuilder markers = new StringBuilder();
        for (int marker = 0; marker < 100; marker++) {
            markers.append(good(0)).append('\n');
        }
        client.postEvents(tenant, "clicks", "application/x-ndjson", markers.toString());

        // Then
        assertThat(statuses).containsExactly(202, 202, 202);
        awaitTotals(client, tenant, 102, 3);
    }

    private static void putClicks(Client client, String tenant) throws Exception {
        Client.Answer answer = client.putPipeline(tenant, "clicks", DEFINITION);
        assertThat(answer.status()).as("%s", answer.text()).isEqualTo(201);
    }

    private static String good(int amount) {
        return "{\"page\": \"a\", \"at\": \"2026-01-01T00:00:00Z\", \"amount\": " + amount + "}";
    }

    private static void awaitTotals(Client client, String tenant, long events, long total) throws Exception {
        Client.await(
                events + " events are served",
                PATIENCE,
                () -> client.getRollup(tenant, "clicks", "page_1h", Map.of("from", FROM, "to", TO)),
                answer -> answer.status() == 200 && sum(answer, "clicks") >= events);
        Client.Answer answer = client.getRollup(tenant, "clicks", "page_1h", Map.of("from", FROM, "to", TO));
        assertThat(sum(answer, "clicks")).isEqualTo(events);
        assertThat(sum(answer, "total")).isEqualTo(total);
    }

    private static long sum(Client.Answer answer, String measure) {
        long sum = 0;
        for (JsonNode row : answer.body().path("rows")) {
            sum += row.path("measures").path(measure).asLong();
        }
        return sum;
    }

    private static List<String> positions(Client.Answer answer) {
        List<String> positions = new ArrayList<>();
        answer.body()
                .path("rejected")
                .forEach(record -> positions.add(record.path("index").asText() + "/"
                        + record.path("line").asText() + " "
                        + record.path("code").asText()));
        return positions;
    }

    private static void assertProblem(Client.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        for (String member : List.of("type", "title", "status", "detail", "retryable")) {
            assertThat(answer.body().has(member))
                    .as("%s in %s", member, answer.text())
                    .isTrue();
        }
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
