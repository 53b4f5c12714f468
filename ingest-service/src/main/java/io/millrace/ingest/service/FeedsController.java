package io.millrace.ingest.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.ingest.pipelines.PipelineFeeds;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Recomputed generations that the stream counts into, over HTTP: for whoever recomputes. */
@Controller("/v1/tenants/{tenant}/pipelines/{pipeline}/feeds")
@Needs(Right.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
class FeedsController {
    private final Attachments attachments;

    FeedsController(Attachments attachments) {
        this.attachments = attachments;
    }

    /** A feed; window starts in {@code serves} are counted, its end not. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Entry(
            String rollup,
            int generation,
            int version,
            Layout layout,
            Serves serves,
            long lookupsAsOf,
            UUID run,
            Instant since) {
        static Entry of(PipelineRecord.Feed feed) {
            return new Entry(
                    feed.rollup(),
                    feed.generation(),
                    feed.version(),
                    new Layout(feed.layout().bucket(), feed.layout().shards()),
                    new Serves(
                            Instant.ofEpochMilli(feed.serves().from()),
                            Instant.ofEpochMilli(feed.serves().until())),
                    feed.lookupsAsOf(),
                    feed.run(),
                    feed.since());
        }
    }

    /** How its rows are spread over Cassandra partitions. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Layout(long bucketMs, int shards) {}

    /** Window starts. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Serves(Instant from, Instant until) {}

    /** All feeds of a pipeline, in the order in which they were announced. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Listing(String tenant, String pipeline, List<Entry> feeds) {}

    @Audited("announce-feed")
    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Announces a recomputed generation that the stream is to count into; the same again changes nothing")
    @ApiResponse(responseCode = "201", description = "It is announced; the stream says from where on it counts.")
    @ApiResponse(responseCode = "404", description = "There is no such pipeline.")
    @ApiResponse(
            responseCode = "409",
            description = "The same generation is fed otherwise, or what is stored can't be read.")
    @ApiResponse(responseCode = "422", description = "The pipeline has no such windows, or they are sessions.")
    HttpResponse<Entry> post(String tenant, String pipeline, ServerHttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        Requests.requireNames(tenant, pipeline);
        PipelineRecord.Feed feed = feeds().announce(tenant, pipeline, FeedBody.read(request))
                .orElseThrow(() -> Problems.unknownPipeline(tenant, pipeline));
        return HttpResponse.created(Entry.of(feed))
                .header(
                        HttpHeaders.LOCATION,
                        "/v1/tenants/" + tenant + "/pipelines/" + pipeline + "/feeds/" + feed.rollup() + "/"
                                + feed.generation());
    }

    @Audited("remove-feed")
    @Delete("/{rollup}/{generation}")
    @Consumes(MediaType.ALL)
    @Operation(summary = "Ends a feed; the same generation must not be fed again")
    @ApiResponse(responseCode = "204", description = "The stream counts into it no more.")
    @ApiResponse(responseCode = "404", description = "The pipeline has no such feed.")
    HttpResponse<Void> delete(String tenant, String pipeline, String rollup, int generation, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        Requests.requireNames(tenant, pipeline);
        if (!feeds().remove(tenant, pipeline, rollup, generation)) {
            throw Problems.unknownFeed(tenant, pipeline, rollup, generation);
        }
        return HttpResponse.noContent();
    }

    @Needs(Right.MEMBER)
    @Get
    @Operation(summary = "The pipeline's feeds")
    @ApiResponse(responseCode = "404", description = "There is no such pipeline.")
    Listing list(String tenant, String pipeline, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        return new Listing(
                tenant,
                pipeline,
                feeds().list(tenant, pipeline).orElseThrow(() -> Problems.unknownPipeline(tenant, pipeline)).stream()
                        .map(Entry::of)
                        .toList());
    }

    private PipelineFeeds feeds() {
        return attachments.get().feeds();
    }
}
