package io.millrace.batch.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.batch.run.Feeds;
import io.millrace.batch.run.RefusedException;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.kafka.cuts.CutsLog;
import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.rollup.Layer;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Feeds, which ingest-service puts into the definitions and takes out.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, problem details</a>
 */
final class IngestFeeds implements Feeds {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final JsonFactory json = new JsonFactory();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI ingest;
    private final Optional<String> apiKey;
    private final CutsLog cuts;
    private final Supplier<Optional<PipelineRecord>> pipeline;

    /**
     * @param apiKey if ingest-service asks for one
     * @param pipeline as it is known now
     */
    IngestFeeds(URI ingest, Optional<String> apiKey, CutsLog cuts, Supplier<Optional<PipelineRecord>> pipeline) {
        this.ingest = ingest;
        this.apiKey = apiKey;
        this.cuts = cuts;
        this.pipeline = pipeline;
    }

    @Override
    public void announce(TimelineTable.Key key, Entry entry) {
        HttpResponse<String> answer = send(request(key, "")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(entry))));
        if (!isDone(answer)) {
            throw refused("did not begin to feed a generation of " + key.rollup(), answer);
        }
    }

    @Override
    public void remove(TimelineTable.Key key, int generation) {
        HttpResponse<String> answer =
                send(request(key, "/" + key.rollup() + "/" + generation).DELETE());
        if (!isDone(answer) && answer.statusCode() != NOT_FOUND) {
            throw refused("did not stop to feed generation " + generation + " of " + key.rollup(), answer);
        }
    }

    private static boolean isDone(HttpResponse<String> answer) {
        return answer.statusCode() / 100 * 100 == OK;
    }

    private HttpRequest.Builder request(TimelineTable.Key key, String rest) {
        String base = ingest.toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        base + "/v1/tenants/" + key.tenant() + "/pipelines/" + key.pipeline() + "/feeds" + rest))
                .timeout(TIMEOUT);
        apiKey.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new RefusedException(
                    "ingest-service at " + ingest + " does not answer: " + failure,
                    "See that it runs, and name its address with --ingest-url.",
                    failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ingest-service was asked", interrupted);
        }
    }

    private String body(Entry entry) {
        Layer layer = entry.layer();
        StringWriter body = new StringWriter();
        try (JsonGenerator out = json.createGenerator(body)) {
            out.writeStartObject();
            out.writeStringField("rollup", layer.rollup());
            out.writeNumberField("generation", layer.generation());
            out.writeNumberField("version", layer.version());
            out.writeObjectFieldStart("layout");
            out.writeNumberField("bucketMs", layer.layout().bucket());
            out.writeNumberField("shards", layer.layout().shards());
            out.writeEndObject();
            out.writeObjectFieldStart("serves");
            out.writeStringField(
                    "from", Instant.ofEpochMilli(layer.serves().from()).toString());
            out.writeStringField(
                    "until", Instant.ofEpochMilli(layer.serves().until()).toString());
            out.writeEndObject();
            out.writeNumberField("lookupsAsOf", entry.lookupsAsOf());
            out.writeStringField("run", entry.run().toString());
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to a string", impossible);
        }
        return body.toString();
    }

    private RefusedException refused(String what, HttpResponse<String> answer) {
        String cure =
                switch (answer.statusCode()) {
                    case UNAUTHORIZED, FORBIDDEN ->
                        "Give a key of the tenant with scope admin, or the administrator's, in" + " MILLRACE_KEY.";
                    case NOT_FOUND ->
                        "See that ingest-service is of this version, that the pipeline is there, and that the key"
                                + " in MILLRACE_KEY is of its tenant.";
                    default -> "Run the same again once that is mended.";
                };
        return new RefusedException(
                "ingest-service " + what + ": " + answer.statusCode() + " " + detail(answer.body()), cure);
    }

    /** What a problem says, or as it came. */
    private String detail(String body) {
        String detail = body;
        try (JsonParser in = json.createParser(body)) {
            int depth = 0;
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 1
                        && token == JsonToken.FIELD_NAME
                        && in.currentName().equals("detail")) {
                    detail = in.nextTextValue();
                }
            }
        } catch (IOException notJson) {
            return body;
        }
        return detail;
    }

    @Override
    public Set<Integer> fed(TimelineTable.Key key) {
        return pipeline.get().stream()
                .flatMap(record -> record.feeds().stream())
                .filter(feed -> feed.rollup().equals(key.rollup()))
                .map(PipelineRecord.Feed::generation)
                .collect(Collectors.toSet());
    }

    @Override
    public Map<Integer, Long> cuts(TimelineTable.Key key, int generation) {
        return cuts.of(new CutsLog.Fed(key.tenant(), key.pipeline(), key.rollup(), generation)).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, partition -> offset(partition.getValue())));
    }

    private static long offset(CutRecords.Cut cut) {
        return cut.offset();
    }
}
