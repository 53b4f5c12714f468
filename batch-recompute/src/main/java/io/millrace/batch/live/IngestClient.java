package io.millrace.batch.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.batch.run.Pause;
import io.millrace.batch.run.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * Speaks HTTP with ingest-service. What that can't do now, since it is being started again for instance, is asked again for a while: so only what may be asked twice.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, problem details</a>
 */
final class IngestClient {
    static final int NOT_FOUND = 404;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Of a file, however large it is. */
    private static final Duration LONG_TIMEOUT = Duration.ofHours(6);

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    /** Of an object in an array of the outermost object. */
    private static final int ITEM_DEPTH = 3;

    private final JsonFactory json = new JsonFactory();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI ingest;
    private final Optional<String> apiKey;
    private final Clock clock;
    private final Pause pause;

    /**
     * @param ingest its address; paths are put behind it
     * @param apiKey if it asks for one
     */
    IngestClient(URI ingest, Optional<String> apiKey, Clock clock, Pause pause) {
        this.ingest = ingest;
        this.apiKey = apiKey;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * What came back.
     *
     * @param said what a problem says, in words; or the body as it is
     * @param body as it is
     */
    record Answer(int status, String said, String body) {
        boolean isDone() {
            return status / 100 * 100 == OK;
        }
    }

    Answer post(String path, String body) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    /**
     * Sends what a stream has, which is opened for each try.
     *
     * @param headers among them what makes it harmless to send it twice
     */
    Answer post(String path, Map<String, String> headers, Supplier<InputStream> body) {
        HttpRequest.Builder request = request(path).timeout(LONG_TIMEOUT).POST(BodyPublishers.ofInputStream(body));
        headers.forEach(request::header);
        return send(request);
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /**
     * An answer as a refusal.
     *
     * @param what was not done
     */
    static RefusedException refused(String what, Answer answer) {
        String cure =
                switch (answer.status()) {
                    case UNAUTHORIZED, FORBIDDEN ->
                        "Give a key of the tenant with scope admin, or the administrator's, in MILLRACE_KEY.";
                    case NOT_FOUND ->
                        "See that ingest-service is of this version, that the pipeline is there, and that the key"
                                + " in MILLRACE_KEY is of its tenant.";
                    default -> "Run the same again once that is mended.";
                };
        return new RefusedException("ingest-service " + what + ": " + answer.status() + " " + answer.said(), cure);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(ingest.toString().replaceAll("/+$", "") + path))
                .timeout(TIMEOUT);
        apiKey.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        Instant deadline = clock.instant().plus(PATIENCE);
        try {
            while (true) {
                try {
                    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                    if (!isNotNow(answer.statusCode()) || isOver(deadline)) {
                        return new Answer(answer.statusCode(), said(answer.body()), answer.body());
                    }
                } catch (IOException failure) {
                    if (isOver(deadline)) {
                        throw unreachable(failure);
                    }
                }
                pause.of(BETWEEN_TRIES);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ingest-service was asked", interrupted);
        }
    }

    private static boolean isNotNow(int status) {
        return status == UNAVAILABLE || status == TOO_MANY_REQUESTS;
    }

    private boolean isOver(Instant deadline) {
        return !clock.instant().isBefore(deadline);
    }

    private RefusedException unreachable(IOException failure) {
        return new RefusedException(
                "ingest-service at " + ingest + " does not answer: " + failure,
                "See that it runs, and name its address with --ingest-url.",
                failure);
    }

    /** The detail of a problem, and each of its errors; or the body as it is, if it is none. */
    private String said(String body) {
        String detail = body;
        String path = "";
        StringJoiner errors = new StringJoiner("; ", " (", ")").setEmptyValue("");
        try (JsonParser in = json.createParser(body)) {
            int depth = 0;
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                String name = token == JsonToken.VALUE_STRING ? String.valueOf(in.currentName()) : "";
                if (depth == 1 && name.equals("detail")) {
                    detail = in.getText();
                } else if (depth == ITEM_DEPTH && name.equals("path")) {
                    path = in.getText();
                } else if (depth == ITEM_DEPTH && name.equals("message")) {
                    errors.add(path + ": " + in.getText());
                }
            }
        } catch (IOException notJson) {
            return body;
        }
        return detail + errors;
    }
}
