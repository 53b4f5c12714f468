package io.millrace.ingest.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.ingest.pipelines.PipelineStatus;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How pipelines stand, over HTTP. */
@Controller("/v1/tenants/{tenant}/pipelines/{pipeline}/status")
@Needs(Right.MEMBER)
@ExecuteOn(TaskExecutors.BLOCKING)
class StatusController {
    private final Attachments attachments;

    StatusController(Attachments attachments) {
        this.attachments = attachments;
    }

    /**
     * How a pipeline stands.
     *
     * @param state {@code active}, or {@code being purged}: it takes no events, and its data is being deleted
     * @param purgeOrderedAt null unless it is being purged
     * @param version that new events are accepted by
     * @param streamTime null if no event was counted yet
     * @param lag events of the tenant, whatever their pipelines, that wait to be counted; markers of transactions are among them
     * @param accepted events that were read so far, copies among them
     * @param duplicates how many of these were copies
     * @param late events that came when the state of their window was gone, and count all the same: for the rollup that had most
     * @param lateByRollup the same of each rollup that had any
     * @param dead letters that were made of its records and events, whoever made them
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Status(
            String tenant,
            String pipeline,
            String state,
            Optional<Instant> purgeOrderedAt,
            int version,
            String fingerprint,
            Instant putAt,
            Optional<Instant> streamTime,
            long lag,
            long accepted,
            long duplicates,
            long late,
            Map<String, Long> lateByRollup,
            long dead) {
        static Status of(ActivePipeline pipeline, PipelineStatus status) {
            PipelineRecord.Version current = pipeline.record().current();
            return new Status(
                    pipeline.tenant(),
                    pipeline.name(),
                    pipeline.isBeingPurged() ? "being purged" : "active",
                    pipeline.record().purge().map(PipelineRecord.Purge::orderedAt),
                    current.version(),
                    current.fingerprint(),
                    current.putAt(),
                    status.streamTime(),
                    status.lag(),
                    status.read().events() + status.read().duplicates(),
                    status.read().duplicates(),
                    status.lateForAny(),
                    status.late(),
                    status.dead());
        }
    }

    @Get
    @Operation(summary = "How far the pipeline's events are counted")
    @ApiResponse(responseCode = "404", description = "There is no such pipeline.")
    @ApiResponse(responseCode = "503", description = "Kafka can't say it now.")
    Status get(String tenant, String pipeline, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        Attachment attachment = attachments.get();
        attachment.pipelines().requireReadable(tenant, pipeline);
        ActivePipeline active = attachment
                .pipelines()
                .findWithData(tenant, pipeline)
                .orElseThrow(() -> Problems.unknownPipeline(tenant, pipeline));
        return Status.of(active, attachment.statuses().of(active));
    }
}
