package io.millrace.ingest.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.ingest.repairs.DeadLetterReplays;
import io.millrace.ingest.repairs.RepairOutcome;
import io.millrace.ingest.repairs.RepairRequest;
import io.millrace.kafka.record.ReplayReceipt;
import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import io.millrace.shell.http.Problem;
import io.millrace.shell.http.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Repair and replay of dead letters over HTTP. */
@Controller("/v1/tenants/{tenant}/dead-letter-replays")
@Needs(Right.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
class ReplaysController {
    private static final int EXAMPLES = 20;

    private final Attachments attachments;
    private final Clock clock;

    ReplaysController(Attachments attachments, Clock clock) {
        this.attachments = attachments;
        this.clock = clock;
    }

    /** How many letters are still rejected for one reason. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Reason(String code, Optional<String> field, long deadLetters) {
        static Reason of(ReplayReceipt.Reason reason) {
            return new Reason(reason.code(), reason.field(), reason.letters());
        }
    }

    /** Why a letter is still rejected. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Rejection(String deadLetter, String code, Optional<String> field, String message) {
        static Rejection of(ReplayReceipt.Rejection rejection) {
            return new Rejection(
                    rejection.letter().toString(), rejection.code(), rejection.field(), rejection.message());
        }
    }

    /**
     * What a replay came to.
     *
     * @param alreadyReplayed before, or as a copy of another
     * @param complete whether all that were selected were looked at; if not, the same again goes on
     * @param rejected the first of those that are still rejected
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Receipt(
            String id,
            String tenant,
            String pipeline,
            Instant at,
            long selected,
            long replayed,
            long alreadyReplayed,
            long stillRejected,
            boolean complete,
            List<Reason> reasons,
            List<Rejection> rejected) {
        static Receipt of(ReplayReceipt receipt) {
            ReplayReceipt.Counts counts = receipt.counts();
            return new Receipt(
                    receipt.id().toString(),
                    receipt.tenant(),
                    receipt.pipeline(),
                    receipt.at(),
                    counts.selected(),
                    counts.replayed(),
                    counts.alreadyReplayed(),
                    counts.stillRejected(),
                    counts.complete(),
                    counts.reasons().stream().map(Reason::of).toList(),
                    counts.rejected().stream().map(Rejection::of).toList());
        }
    }

    /**
     * A letter before, and what it would be after.
     *
     * @param before what the record holds, by the field that it is for
     * @param after the fields of the event; none if it is still rejected
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Example(
            String deadLetter,
            String code,
            Map<String, String> before,
            Optional<Map<String, @Nullable Object>> after,
            Optional<Rejection> rejected) {
        static Example of(DeadLetterReplays.Example example) {
            String id = example.letter().id().toString();
            RepairOutcome outcome = example.outcome();
            Optional<Rejection> rejection = outcome instanceof RepairOutcome.Rejected rejected
                    ? Optional.of(new Rejection(id, rejected.code(), rejected.field(), rejected.message()))
                    : Optional.empty();
            Optional<Map<String, @Nullable Object>> after =
                    outcome instanceof RepairOutcome.Event event ? Optional.of(plain(event.after())) : Optional.empty();
            return new Example(id, example.letter().code(), outcome.before(), after, rejection);
        }

        private static Map<String, @Nullable Object> plain(Map<String, Value> values) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            values.forEach((name, value) -> plain.put(name, plain(value)));
            return plain;
        }

        private static @Nullable Object plain(Value value) {
            if (value instanceof Value.Missing) {
                return null;
            } else if (value instanceof Value.Whole whole) {
                return whole.value();
            } else if (value instanceof Value.Real real) {
                return real.value();
            } else if (value instanceof Value.Truth truth) {
                return truth.value();
            }
            return JsonText.plain(value);
        }
    }

    /** What a replay would come to, with the first letters before and after. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record DryRun(
            String tenant,
            String pipeline,
            boolean dryRun,
            long selected,
            long replayed,
            long alreadyReplayed,
            long stillRejected,
            boolean complete,
            List<Reason> reasons,
            List<Example> examples) {
        static DryRun of(RepairRequest request, DeadLetterReplays.DryRun run) {
            ReplayReceipt.Counts counts = run.counts();
            return new DryRun(
                    request.pipeline().tenant(),
                    request.pipeline().name(),
                    true,
                    counts.selected(),
                    counts.replayed(),
                    counts.alreadyReplayed(),
                    counts.stillRejected(),
                    counts.complete(),
                    counts.reasons().stream().map(Reason::of).toList(),
                    run.examples().stream().map(Example::of).toList());
        }
    }

    @Audited("replay-dead-letters")
    @Post
    @Consumes(MediaType.ALL)
    @Operation(
            summary = "Repairs dead letters and sends them as events, each once",
            requestBody =
                    @RequestBody(
                            description =
                                    "A JSON object: pipeline; code, from, to, ids: which letters; set: fields, each with a CEL expression on"
                                            + " record, the record as it came; dryRun: only say what would happen."))
    @ApiResponse(responseCode = "200", description = "What a replay would come to; nothing was sent.")
    @ApiResponse(responseCode = "201", description = "The receipt.")
    @ApiResponse(responseCode = "404", description = "There is no such pipeline.")
    @ApiResponse(responseCode = "422", description = "What is asked is not right; everything wrong is named.")
    @ApiResponse(responseCode = "503", description = "Not now; the same again does what is left.")
    HttpResponse<?> post(String tenant, ServerHttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        Attachment attachment = attachments.get();
        ReplayBody body = ReplayBody.read(tenant, request, attachment.pipelines(), clock.instant());
        if (body.dryRun()) {
            return HttpResponse.ok(
                    DryRun.of(body.request(), attachment.replays().dryRun(body.request(), EXAMPLES)));
        }
        ReplayReceipt receipt = attachment.replays().replay(body.request());
        return HttpResponse.created(
                Receipt.of(receipt), URI.create("/v1/tenants/" + tenant + "/dead-letter-replays/" + receipt.id()));
    }

    @Needs(Right.READ)
    @Get("/{id}")
    @Operation(summary = "The receipt of a replay")
    @ApiResponse(responseCode = "404", description = "There is no such receipt, or no more: they are kept for 90 days.")
    Receipt get(String tenant, String id, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        return uuid(id).flatMap(replay -> attachments.get().replays().find(tenant, replay))
                .map(Receipt::of)
                .orElseThrow(() -> new ProblemException(
                        Problem.notFound("tenant " + tenant + " has no receipt of a replay " + id)));
    }

    static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
