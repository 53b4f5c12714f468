package io.millrace.ingest.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.ingest.sources.TenantSources;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Sources over HTTP. */
@Controller("/v1/tenants/{tenant}/sources")
@Needs(Right.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
class SourcesController {
    private final Attachments attachments;

    SourcesController(Attachments attachments) {
        this.attachments = attachments;
    }

    /** One file, or one round of asking; without {@code endedAt} it goes on. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Run(
            long number,
            String subject,
            Instant startedAt,
            Optional<Instant> endedAt,
            long accepted,
            long rejected,
            Optional<String> error) {
        static Run of(SourceProgressRecord.Run run) {
            return new Run(
                    run.number(),
                    run.subject(),
                    run.startedAt(),
                    run.endedAt(),
                    run.accepted(),
                    run.rejected(),
                    run.error());
        }
    }

    /**
     * Where a source stands.
     *
     * @param reads what it reads
     * @param state paused, failing, running or waiting
     * @param lag records that wait in a topic
     * @param error what failed last, if the source has not come over it
     * @param nextRun when it is due; none if that depends on what comes
     * @param runs the last ones, newest first
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Entry(
            String pipeline,
            String source,
            String type,
            String reads,
            String state,
            long accepted,
            long rejected,
            Optional<Long> lag,
            int failures,
            Optional<String> error,
            Optional<Instant> nextRun,
            List<Run> runs) {
        static Entry of(TenantSources.Status status) {
            Optional<SourceProgressRecord> progress = status.progress();
            return new Entry(
                    status.key().pipeline(),
                    status.key().source(),
                    status.definition().type(),
                    status.definition().place(),
                    status.state().name().toLowerCase(Locale.ROOT),
                    progress.map(SourceProgressRecord::accepted).orElse(0L),
                    progress.map(SourceProgressRecord::rejected).orElse(0L),
                    progress.filter(known -> known.lag().isPresent())
                            .map(known -> known.lag().getAsLong()),
                    progress.map(SourceProgressRecord::failures).orElse(0),
                    progress.flatMap(SourceProgressRecord::error),
                    status.control().paused() ? Optional.empty() : progress.flatMap(SourceProgressRecord::nextAt),
                    progress.map(SourceProgressRecord::runs).orElse(List.of()).stream()
                            .map(Run::of)
                            .toList());
        }
    }

    /** A tenant's sources, by pipeline. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Listing(String tenant, List<Entry> sources) {}

    @Needs(Right.READ)
    @Get
    @Operation(summary = "Says where each of a tenant's sources stands, with its last runs")
    Listing list(String tenant, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        return new Listing(
                tenant,
                attachments.get().sources().list(tenant).stream().map(Entry::of).toList());
    }

    @Audited("pause-source")
    @Post("/{pipeline}/{source}:pause")
    @Operation(summary = "Begins no step of a source any more, until it is resumed")
    @ApiResponse(responseCode = "404", description = "There is no such source.")
    Entry pause(String tenant, String pipeline, String source, HttpRequest<?> request) {
        return change(tenant, pipeline, source, request, TenantSources::pause);
    }

    @Audited("resume-source")
    @Post("/{pipeline}/{source}:resume")
    @Operation(summary = "Goes on with a source where it was paused")
    @ApiResponse(responseCode = "404", description = "There is no such source.")
    Entry resume(String tenant, String pipeline, String source, HttpRequest<?> request) {
        return change(tenant, pipeline, source, request, TenantSources::resume);
    }

    @Audited("run-source")
    @Post("/{pipeline}/{source}:run")
    @Operation(summary = "Has a source run soon, whether or not it is due")
    @ApiResponse(responseCode = "404", description = "There is no such source.")
    Entry run(String tenant, String pipeline, String source, HttpRequest<?> request) {
        return change(tenant, pipeline, source, request, TenantSources::runNow);
    }

    private Entry change(
            String tenant,
            String pipeline,
            String source,
            HttpRequest<?> request,
            BiFunction<TenantSources, SourceKey, Optional<TenantSources.Status>> change) {
        Requests.refuseParametersBut(Set.of(), request);
        return change.apply(attachments.get().sources(), new SourceKey(tenant, pipeline, source))
                .map(Entry::of)
                .orElseThrow(() -> Problems.unknownSource(tenant, pipeline, source));
    }
}
