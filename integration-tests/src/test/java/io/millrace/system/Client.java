package io.millrace.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.embedded.Component;
import io.millrace.embedded.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A user of a running Millrace, with nothing but its HTTP API. */
final class Client {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_TRIES = 20;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Platform platform;

    /** An answer of any status. */
    record Answer(int status, String contentType, JsonNode body, String text) {}

    Client(Platform platform) {
        this.platform = platform;
    }

    Platform platform() {
        return platform;
    }

    Answer putPipeline(String tenant, String pipeline, String definition) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(ingest("/v1/tenants/" + tenant + "/pipelines/" + pipeline))
                .header("Content-Type", "application/yaml")
                .PUT(BodyPublishers.ofString(definition)));
    }

    Answer putLookup(String tenant, String lookup, String query, String csv) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(ingest("/v1/tenants/" + tenant + "/lookups/" + lookup + query))
                .header("Content-Type", "text/csv")
                .PUT(BodyPublishers.ofString(csv)));
    }

    /**
     * @param request JSON
     */
    Answer replayDeadLetters(String tenant, String request) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(ingest("/v1/tenants/" + tenant + "/dead-letter-replays"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(request)));
    }

    /** From the ingest service. */
    Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(ingest(path)).GET());
    }

    /** From the ingest service. */
    Answer delete(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(ingest(path)).DELETE());
    }

    /** What a service tells Prometheus. */
    String metrics(Component component) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(platform.http(component).resolve("/prometheus")))
                .text();
    }

    /** To the ingest service, without a body. */
    Answer post(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(ingest(path)).POST(BodyPublishers.noBody()));
    }

    Answer postEvents(String tenant, String pipeline, String contentType, String body)
            throws IOException, InterruptedException {
        return postEvents(tenant, pipeline, contentType, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    Answer postEvents(String tenant, String pipeline, String contentType, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        return postEvents(tenant, pipeline, contentType, headers, BodyPublishers.ofByteArray(body));
    }

    Answer postEvents(
            String tenant, String pipeline, String contentType, Map<String, String> headers, BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        ingest("/v1/tenants/" + tenant + "/pipelines/" + pipeline + "/events"))
                .header("Content-Type", contentType)
                .POST(body);
        headers.forEach(request::header);
        return send(request);
    }

    /**
     * @param query how the CSV is written; with its question mark
     */
    Answer postCsv(String tenant, String pipeline, String query, String idempotencyKey, String csv)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(ingest("/v1/tenants/" + tenant + "/pipelines/" + pipeline + "/events" + query))
                        .header("Content-Type", "text/csv")
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(BodyPublishers.ofString(csv)));
    }

    Answer getRollup(String tenant, String pipeline, String rollup, Map<String, String> parameters)
            throws IOException, InterruptedException {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return send(HttpRequest.newBuilder(URI.create(platform.addresses().query() + "/v1/tenants/" + tenant
                        + "/rollups/" + pipeline + "/" + rollup + "?" + String.join("&", pairs)))
                .GET());
    }

    /**
     * @param tableAndKey the table, and behind a question mark its key
     */
    Answer getTable(String tenant, String tableAndKey) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(
                        URI.create(platform.addresses().query() + "/v1/tenants/" + tenant + "/tables/" + tableAndKey))
                .GET());
    }

    /**
     * @param rest of the address, behind {@code dead-letters}
     */
    Answer getDeadLetters(String tenant, String rest) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(
                        URI.create(platform.addresses().query() + "/v1/tenants/" + tenant + "/dead-letters" + rest))
                .GET());
    }

    /**
     * @param sourceAndQuery the pipeline and, behind a slash, the source
     */
    Answer getSourceRuns(String tenant, String sourceAndQuery) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(
                        platform.addresses().query() + "/v1/tenants/" + tenant + "/source-runs/" + sourceAndQuery))
                .GET());
    }

    Answer getAlerts(String tenant, String query) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(
                        URI.create(platform.addresses().query() + "/v1/tenants/" + tenant + "/alerts?" + query))
                .GET());
    }

    /** Every row of an interval, page by page. What can't be answered now is asked again, as the answer says: Cassandra may take longer than five seconds on a busy machine. */
    List<JsonNode> allRows(String tenant, String pipeline, String rollup, String from, String to, int limit)
            throws IOException, InterruptedException {
        List<JsonNode> rows = new ArrayList<>();
        Map<String, String> parameters = Map.of("from", from, "to", to, "limit", Integer.toString(limit));
        while (true) {
            Answer page = getRollup(tenant, pipeline, rollup, parameters);
            for (int again = 0; again < MOST_TRIES && isNotNow(page); again++) {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
                page = getRollup(tenant, pipeline, rollup, parameters);
            }
            if (page.status() != 200) {
                throw new AssertionError("GET answered " + page.status() + ": " + page.text());
            }
            page.body().path("rows").forEach(rows::add);
            if (page.body().path("next").isNull()) {
                return rows;
            }
            parameters = Map.of(
                    "from",
                    from,
                    "to",
                    to,
                    "limit",
                    Integer.toString(limit),
                    "cursor",
                    page.body().path("next").asText());
        }
    }

    /** The rows of an interval as CSV; only a header while the query service does not know the rollup. */
    String csv(String tenant, String pipeline, String rollup, String from, String to)
            throws IOException, InterruptedException {
        Answer answer = send(
                HttpRequest.newBuilder(URI.create(platform.addresses().query() + "/v1/tenants/" + tenant + "/rollups/"
                                + pipeline + "/" + rollup + "?from=" + from + "&to=" + to + "&limit=10000"))
                        .header("Accept", "text/csv")
                        .GET());
        if (answer.status() != 200 && answer.status() != 404) {
            throw new AssertionError("GET answered " + answer.status() + ": " + answer.text());
        }
        return answer.status() == 200 ? answer.text() : "";
    }

    /** Whether the query service has heard of it. */
    boolean knowsRollup(String tenant, String pipeline, String rollup) throws IOException, InterruptedException {
        Map<String, String> aMoment = Map.of("from", "2020-01-01T00:00:00Z", "to", "2020-01-01T01:00:00Z");
        return getRollup(tenant, pipeline, rollup, aMoment).status() != 404;
    }

    /** How many events an interval counts; 0 while the query service does not know the rollup. */
    long events(String tenant, String pipeline, String rollup, String from, String to)
            throws IOException, InterruptedException {
        if (!knowsRollup(tenant, pipeline, rollup)) {
            return 0;
        }
        long events = 0;
        for (JsonNode row : allRows(tenant, pipeline, rollup, from, to, 10_000)) {
            events += row.path("events").asLong();
        }
        return events;
    }

    /** Asks until the answer is as wished, or fails with the last one. */
    static <T> T await(String what, Duration patience, Callable<T> question, Predicate<T> wished) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        T answer = question.call();
        while (!wished.test(answer)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " did not come true within " + patience + ", last: " + answer);
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            answer = question.call();
        }
        return answer;
    }

    private static boolean isNotNow(Answer answer) {
        return answer.status() == 503 && answer.body().path("retryable").asBoolean();
    }

    private URI ingest(String path) {
        return URI.create(platform.addresses().ingest() + path);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String type = response.headers().firstValue("Content-Type").orElse("");
        JsonNode body = type.contains("json") ? json.readTree(response.body()) : MissingNode.getInstance();
        return new Answer(response.statusCode(), type, body, response.body());
    }
}
