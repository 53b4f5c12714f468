package io.millrace.ingest.service;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.millrace.ingest.intake.ContentEncoding;
import io.millrace.ingest.intake.IntakeRequest;
import io.millrace.ingest.quota.QuotaGate;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.format.CsvDialect;
import io.millrace.model.format.EventFormat;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import io.millrace.shell.http.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Events over HTTP. */
@Controller("/v1/tenants/{tenant}/pipelines/{pipeline}")
@Needs(Right.INGEST)
class EventsController {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int MAX_KEY = 255;
    private static final String TAKEN =
            "application/json, application/x-ndjson, text/csv and application/avro are taken";

    private final Attachments attachments;
    private final IntakeThreads threads;
    private final QuotaGate quotas;

    EventsController(Attachments attachments, IntakeThreads threads, QuotaGate quotas) {
        this.attachments = attachments;
        this.threads = threads;
        this.quotas = quotas;
    }

    @Post("/events")
    @Consumes(MediaType.ALL)
    @Operation(summary = "Takes events in; answers when they are durable")
    @Parameter(
            name = CsvParameters.DELIMITER,
            in = ParameterIn.QUERY,
            description = CsvParameters.DELIMITER_DESCRIPTION)
    @Parameter(name = CsvParameters.QUOTE, in = ParameterIn.QUERY, description = CsvParameters.QUOTE_DESCRIPTION)
    @Parameter(name = CsvParameters.HEADER, in = ParameterIn.QUERY, description = CsvParameters.HEADER_DESCRIPTION)
    @Parameter(name = CsvParameters.COLUMNS, in = ParameterIn.QUERY, description = CsvParameters.COLUMNS_DESCRIPTION)
    @Parameter(
            name = IDEMPOTENCY_KEY,
            in = ParameterIn.HEADER,
            description = "Makes sending the same body again count nothing twice.")
    @ApiResponse(responseCode = "202", description = "Every record is durable.")
    @ApiResponse(responseCode = "207", description = "Some records were rejected.")
    @ApiResponse(responseCode = "400", description = "The JSON document or Avro container can't be read to its end.")
    @ApiResponse(responseCode = "422", description = "Every record was rejected, or the CSV header can't be used.")
    @ApiResponse(responseCode = "429", description = "The tenant is over its quota; nothing was taken.")
    @ApiResponse(responseCode = "503", description = "Not now; send the whole body again.")
    CompletionStage<HttpResponse<?>> post(String tenant, String pipeline, ServerHttpRequest<?> request) {
        // Handed over here, so that a refusal of the threads is a failure of the request like any other.
        return threads.read(() -> take(tenant, pipeline, request));
    }

    private CompletionStage<HttpResponse<?>> take(String tenant, String pipeline, ServerHttpRequest<?> request) {
        Requests.refuseParametersBut(CsvParameters.NAMES, request);
        Attachment attachment = attachments.get();
        ActivePipeline active = attachment.pipelines().find(tenant, pipeline).orElseThrow(() -> {
            attachment.pipelines().requireReadable(tenant, pipeline);
            return Problems.unknownPipeline(tenant, pipeline);
        });
        MediaType type =
                request.getContentType().orElseThrow(() -> Problems.unsupportedMedia("no Content-Type; " + TAKEN));
        EventFormat format = format(type);
        ContentEncoding encoding = encoding(request);
        CsvDialect csv = CsvParameters.read(request.getParameters(), format);
        Optional<String> key = idempotencyKey(request);
        String origin = "request " + UUID.randomUUID();
        CompletionStage<MutableHttpResponse<?>> answer = quotas.enter(
                tenant,
                pace -> attachment
                        .intake()
                        .take(
                                new IntakeRequest(active, format, encoding, csv, type.toString(), key, origin, pace),
                                request.byteBody().toInputStream())
                        .thenApplyAsync(EventsAnswer::of, threads.answers()),
                wait -> CompletableFuture.completedStage(EventsAnswer.refused(wait)));
        return answer.thenApply(answered -> RateLimitFields.added(answered, quotas.standings(tenant)));
    }

    static EventFormat format(MediaType type) {
        type.getCharset()
                .filter(charset -> !charset.equals(StandardCharsets.UTF_8))
                .ifPresent(charset -> {
                    throw Problems.unsupportedMedia("text is taken in UTF-8, not in " + charset);
                });
        return switch (type.getName()) {
            case "application/json" -> EventFormat.JSON;
            case "application/x-ndjson" -> EventFormat.NDJSON;
            case "text/csv" -> EventFormat.CSV;
            case "application/avro", "avro/binary", "application/vnd.apache.avro" -> EventFormat.AVRO;
            default -> throw Problems.unsupportedMedia(type.getName() + " is not taken; " + TAKEN);
        };
    }

    static ContentEncoding encoding(ServerHttpRequest<?> request) {
        String header = String.join(",", request.getHeaders().getAll("Content-Encoding"));
        return ContentEncoding.of(header)
                .orElseThrow(() ->
                        Problems.unsupportedMedia("Content-Encoding " + header + " is not taken; gzip and zstd are"));
    }

    private static Optional<String> idempotencyKey(ServerHttpRequest<?> request) {
        Optional<String> key = request.getHeaders().get(IDEMPOTENCY_KEY, String.class);
        if (key.isPresent() && (key.get().isBlank() || key.get().length() > MAX_KEY)) {
            throw Problems.invalidParameters(List.of(
                    new Problem.Item(IDEMPOTENCY_KEY, "is empty or too long", "1 to " + MAX_KEY + " characters")));
        }
        return key;
    }
}
