package io.millrace.ingest.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.ingest.pipelines.EntityTag;
import io.millrace.ingest.pipelines.Pipelines;
import io.millrace.ingest.pipelines.PutResult;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Purge;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The definitions of pipelines over HTTP. */
@Controller("/v1/tenants/{tenant}/pipelines")
@Needs(Right.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
class PipelinesController {
    private static final String YAML = "application/yaml";
    private static final String ETAG = "ETag";

    private final Attachments attachments;

    PipelinesController(Attachments attachments) {
        this.attachments = attachments;
    }

    /** A pipeline's current version. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Summary(String tenant, String pipeline, int version, String fingerprint, List<GenerationEntry> generations) {
        static Summary of(PipelineRecord record) {
            return new Summary(
                    record.tenant(),
                    record.pipeline(),
                    record.current().version(),
                    record.current().fingerprint(),
                    record.generations().stream()
                            .filter(generation ->
                                    generation.since().equals(record.current().putAt()))
                            .map(GenerationEntry::of)
                            .toList());
        }
    }

    /** A generation of a rollup that the version begins; it counts event times from {@code from} on, all if there is none. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record GenerationEntry(String rollup, int generation, Optional<Instant> from) {
        static GenerationEntry of(PipelineRecord.Generation generation) {
            long from = generation.serves().from();
            return new GenerationEntry(
                    generation.rollup(),
                    generation.generation(),
                    from == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(from)));
        }
    }

    /** A pipeline among others. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ListEntry(String pipeline, int version, String fingerprint, Instant putAt, List<String> rollups) {
        static ListEntry of(ActivePipeline pipeline) {
            PipelineRecord.Version current = pipeline.record().current();
            return new ListEntry(
                    pipeline.name(),
                    current.version(),
                    current.fingerprint(),
                    current.putAt(),
                    pipeline.rollups().stream().map(ActiveRollup::name).toList());
        }
    }

    /** A pipeline whose stored definition this version can't read. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Unreadable(String pipeline, String reason) {}

    /** All pipelines of a tenant, by name; those that can't be read may be among the others in their former version. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Listing(String tenant, List<ListEntry> pipelines, List<Unreadable> unreadable) {}

    /** A version of a pipeline; the definition as it was put. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record VersionEntry(int version, String fingerprint, Instant putAt, String definition) {}

    /** All versions of a pipeline, oldest first. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Versions(String tenant, String pipeline, List<VersionEntry> versions) {}

    /** What a definition would become. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Validation(boolean valid, String pipeline, String fingerprint) {}

    /** A pipeline whose data is being deleted; its status says when that is done. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record PurgeEntry(String tenant, String pipeline, String state, Instant purgeOrderedAt) {}

    @Audited("put-pipeline")
    @Put("/{pipeline}")
    @Consumes({YAML, "text/yaml", "application/x-yaml", MediaType.APPLICATION_JSON})
    @Operation(summary = "Makes a definition the pipeline's current one")
    @ApiResponse(responseCode = "200", description = "Changed, or unchanged.")
    @ApiResponse(responseCode = "201", description = "New.")
    @ApiResponse(
            responseCode = "409",
            description =
                    "The running pipeline can't be changed so, what is stored can't be read, or is just being purged.")
    @ApiResponse(responseCode = "412", description = "If-Match does not match.")
    @ApiResponse(responseCode = "422", description = "The definition is not valid; every problem is named.")
    HttpResponse<Summary> put(String tenant, String pipeline, ServerHttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        Requests.requireNames(tenant, pipeline);
        String source = Requests.definition(request);
        Attachment attachment = attachments.get();
        attachment.tenants().requireToStay(tenant);
        PutResult result = attachment
                .pipelines()
                .put(tenant, pipeline, source, request.getHeaders().get("If-Match", String.class));
        Summary summary = Summary.of(result.pipeline());
        return (result.change() == PutResult.Change.CREATED ? HttpResponse.created(summary) : HttpResponse.ok(summary))
                .header(ETAG, EntityTag.of(result.pipeline()));
    }

    @Audited("delete-pipeline")
    @Delete("/{pipeline}")
    @Consumes(MediaType.ALL)
    @Operation(
            summary =
                    "Stops the pipeline and keeps its data; with purge=true deletes that too, of a stopped one as well")
    @Parameter(name = "purge", in = ParameterIn.QUERY, schema = @Schema(type = "boolean"))
    @ApiResponse(responseCode = "202", description = "It takes no more events, and its data is being deleted.")
    @ApiResponse(responseCode = "204", description = "It takes no more events.")
    @ApiResponse(responseCode = "404", description = "There is no such pipeline.")
    @ApiResponse(responseCode = "412", description = "If-Match does not match.")
    HttpResponse<?> delete(String tenant, String pipeline, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of("purge"), request);
        Requests.requireNames(tenant, pipeline);
        Optional<String> ifMatch = request.getHeaders().get("If-Match", String.class);
        if (Requests.flag("purge", request)) {
            Purge purge = attachments
                    .get()
                    .purges()
                    .order(tenant, pipeline, ifMatch)
                    .orElseThrow(() -> Problems.unknownPipeline(tenant, pipeline));
            return HttpResponse.accepted().body(new PurgeEntry(tenant, pipeline, "being purged", purge.orderedAt()));
        }
        if (!attachments.get().pipelines().delete(tenant, pipeline, ifMatch)) {
            throw Problems.unknownPipeline(tenant, pipeline);
        }
        return HttpResponse.noContent();
    }

    @Needs(Right.MEMBER)
    @Get("/{pipeline}")
    @Produces(YAML)
    @Operation(summary = "The pipeline's current definition, as it was put")
    HttpResponse<String> get(String tenant, String pipeline, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        PipelineRecord record = find(tenant, pipeline).record();
        return HttpResponse.ok(record.current().source()).header(ETAG, EntityTag.of(record));
    }

    @Needs(Right.MEMBER)
    @Get
    @Operation(summary = "The tenant's pipelines")
    Listing list(String tenant, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        Pipelines pipelines = attachments.get().pipelines();
        return new Listing(
                tenant,
                pipelines.list(tenant).stream().map(ListEntry::of).toList(),
                pipelines.unreadable(tenant).stream()
                        .map(definition -> new Unreadable(definition.pipeline(), definition.reason()))
                        .toList());
    }

    @Needs(Right.MEMBER)
    @Get("/{pipeline}/versions")
    @Operation(summary = "Every version of the pipeline, oldest first")
    Versions versions(String tenant, String pipeline, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        PipelineRecord record = find(tenant, pipeline).record();
        return new Versions(
                tenant,
                pipeline,
                record.versions().stream()
                        .map(version -> new VersionEntry(
                                version.version(), version.fingerprint(), version.putAt(), version.source()))
                        .toList());
    }

    @Post("/{pipeline}:validate")
    @Consumes({YAML, "text/yaml", "application/x-yaml", MediaType.APPLICATION_JSON})
    @Operation(summary = "Says what putting a definition would find, and changes nothing")
    Validation validate(String tenant, String pipeline, ServerHttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        Requests.requireNames(tenant, pipeline);
        PipelineDefinition definition = DefinitionReader.read(Requests.definition(request), pipeline);
        attachments.get().pipelines().requirePossible(tenant, definition);
        return new Validation(true, pipeline, definition.fingerprint());
    }

    private ActivePipeline find(String tenant, String pipeline) {
        Pipelines pipelines = attachments.get().pipelines();
        pipelines.requireReadable(tenant, pipeline);
        Optional<ActivePipeline> found = pipelines.find(tenant, pipeline);
        return found.orElseThrow(() -> Problems.unknownPipeline(tenant, pipeline));
    }
}
