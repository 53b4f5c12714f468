package io.millrace.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.model.event.EventFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Sends a file as one streamed request, and sends it again, under the same idempotency key, while the service can't take it: so no record
 * is counted twice however often it was sent.
 */
public final class FileIngest {
    private static final int TRIES = 5;
    /** Who is to wait for longer is told so instead. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final MillraceApi api;
    private final Pause pause;

    /** How one waits before trying again. */
    public interface Pause {
        void before(Retry retry) throws InterruptedException;
    }

    /**
     * A body is about to be sent again.
     *
     * @param number of the try, from 2 on
     * @param most tries there are
     * @param pause before it: what the service asked for, at least 2, 4, 8, 16 s
     * @param reason why it was not taken
     */
    public record Retry(int number, int most, Duration pause, String reason) {}

    /**
     * What became of a file.
     *
     * @param rejected the first of them, as the service lists them
     */
    public record Outcome(long accepted, long rejectedCount, List<JsonNode> rejected) {}

    public FileIngest(MillraceApi api, Pause pause) {
        this.api = api;
        this.pause = pause;
    }

    /**
     * Sends the file.
     *
     * @param sent is told how many bytes of the file have been read
     */
    public Outcome send(
            String tenant,
            String pipeline,
            Path file,
            String contentType,
            List<MillraceApi.Parameter> parameters,
            String idempotencyKey,
            LongConsumer sent)
            throws ProblemException, UnavailableException, InterruptedException {
        return send(
                tenant,
                pipeline,
                contentType,
                headers(file, idempotencyKey),
                parameters,
                () -> BodyPublishers.ofInputStream(() -> open(file, sent)));
    }

    /** Sends what is in memory. */
    public Outcome send(String tenant, String pipeline, String contentType, byte[] body, String idempotencyKey)
            throws ProblemException, UnavailableException, InterruptedException {
        return send(
                tenant,
                pipeline,
                contentType,
                Map.of(IDEMPOTENCY_KEY, idempotencyKey),
                List.of(),
                () -> BodyPublishers.ofByteArray(body));
    }

    private Outcome send(
            String tenant,
            String pipeline,
            String contentType,
            Map<String, String> headers,
            List<MillraceApi.Parameter> parameters,
            Supplier<BodyPublisher> body)
            throws ProblemException, UnavailableException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return outcome(api.postEvents(tenant, pipeline, contentType, headers, parameters, body.get())
                        .body());
            } catch (ProblemException problem) {
                if (problem.problem().status() == 422 && problem.body().has("rejectedCount")) {
                    return outcome(problem.body());
                }
                Retry retry = retry(attempt + 1, problem.problem());
                if (!problem.problem().retryable()
                        || attempt == TRIES
                        || retry.pause().compareTo(LONGEST_PAUSE) > 0) {
                    throw problem;
                }
                pause.before(retry);
            }
        }
    }

    private static Retry retry(int number, Problem problem) {
        Duration least = Duration.ofSeconds(1L << (number - 1));
        Duration asked = problem.retryAfter().orElse(least);
        return new Retry(number, TRIES, asked.compareTo(least) > 0 ? asked : least, problem.title());
    }

    private static Map<String, String> headers(Path file, String idempotencyKey) {
        return EventFile.encodingOf(file.toString())
                .map(encoding -> Map.of(IDEMPOTENCY_KEY, idempotencyKey, "Content-Encoding", encoding))
                .orElseGet(() -> Map.of(IDEMPOTENCY_KEY, idempotencyKey));
    }

    private static InputStream open(Path file, LongConsumer sent) {
        try {
            return new CountingInputStream(Files.newInputStream(file), sent);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Outcome outcome(JsonNode body) {
        List<JsonNode> rejected = new ArrayList<>();
        body.path("rejected").forEach(rejected::add);
        return new Outcome(
                body.path("accepted").asLong(), body.path("rejectedCount").asLong(), rejected);
    }
}
