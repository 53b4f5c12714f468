package io.millrace.ingest.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.ingest.lookups.LookupCsv;
import io.millrace.ingest.lookups.LookupPut;
import io.millrace.ingest.lookups.LookupPutResult;
import io.millrace.ingest.lookups.LookupTag;
import io.millrace.ingest.lookups.TenantLookups;
import io.millrace.ingest.pipelines.PutResult;
import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.lookup.InvalidLookupException;
import io.millrace.model.lookup.LookupColumn;
import io.millrace.model.lookup.LookupLimits;
import io.millrace.model.lookup.LookupReader;
import io.millrace.model.lookup.LookupTable;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import io.millrace.shell.http.Problem;
import io.millrace.shell.http.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lookups over HTTP. */
@Controller("/v1/tenants/{tenant}/lookups")
@Needs(Right.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
class LookupsController {
    private static final String CSV = "text/csv";
    private static final String ETAG = "ETag";
    private static final String TAKEN = "application/json, application/x-ndjson and text/csv are taken";
    private static final Set<String> PARAMETERS = Stream.concat(
                    Stream.of(LookupParameters.KEY, LookupParameters.TYPES, LookupParameters.VALID_FROM),
                    CsvParameters.NAMES.stream())
            .collect(Collectors.toUnmodifiableSet());

    private final Attachments attachments;

    LookupsController(Attachments attachments) {
        this.attachments = attachments;
    }

    /** A column, its type as definitions write it. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Column(String name, String type) {
        static Column of(LookupColumn column) {
            return new Column(column.name(), column.type().toString());
        }
    }

    /** A version of a lookup; without {@code validFrom} it is valid from the beginning. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Summary(
            String tenant,
            String lookup,
            int version,
            int rows,
            Optional<Instant> validFrom,
            String key,
            List<Column> columns,
            String fingerprint,
            Instant putAt) {
        static Summary of(LookupVersionRecord version) {
            return new Summary(
                    version.tenant(),
                    version.lookup(),
                    version.version(),
                    version.rows(),
                    version.validFrom() == Long.MIN_VALUE
                            ? Optional.empty()
                            : Optional.of(Instant.ofEpochMilli(version.validFrom())),
                    version.shape().key(),
                    version.shape().columns().stream().map(Column::of).toList(),
                    version.fingerprint(),
                    version.putAt());
        }
    }

    /** The last version of each of a tenant's lookups, by name. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Listing(String tenant, List<Summary> lookups) {}

    /** All versions of a lookup, oldest first. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Versions(String tenant, String lookup, List<Summary> versions) {}

    @Audited("put-lookup")
    @Put("/{lookup}")
    @Consumes(MediaType.ALL)
    @Operation(summary = "Makes a table the lookup's next version, whole")
    @Parameter(
            name = LookupParameters.KEY,
            in = ParameterIn.QUERY,
            description = "The column that rows are found by; the first if left out, or as in the version before.")
    @Parameter(
            name = LookupParameters.TYPES,
            in = ParameterIn.QUERY,
            description = "Types of columns that are no strings: area:double,since:date.")
    @Parameter(
            name = LookupParameters.VALID_FROM,
            in = ParameterIn.QUERY,
            description =
                    "The event time from which it is valid; left out, the first version is from the beginning, a later one from now.")
    @Parameter(
            name = CsvParameters.DELIMITER,
            in = ParameterIn.QUERY,
            description = CsvParameters.DELIMITER_DESCRIPTION)
    @Parameter(name = CsvParameters.QUOTE, in = ParameterIn.QUERY, description = CsvParameters.QUOTE_DESCRIPTION)
    @Parameter(name = CsvParameters.HEADER, in = ParameterIn.QUERY, description = CsvParameters.HEADER_DESCRIPTION)
    @Parameter(name = CsvParameters.COLUMNS, in = ParameterIn.QUERY, description = CsvParameters.COLUMNS_DESCRIPTION)
    @ApiResponse(responseCode = "200", description = "Changed, or unchanged.")
    @ApiResponse(responseCode = "201", description = "New.")
    @ApiResponse(responseCode = "409", description = "A running pipeline needs what the table does not have.")
    @ApiResponse(responseCode = "412", description = "If-Match does not match.")
    @ApiResponse(responseCode = "413", description = "The body is too large.")
    @ApiResponse(responseCode = "422", description = "The table is not valid; wrong rows are named by their lines.")
    HttpResponse<Summary> put(String tenant, String lookup, ServerHttpRequest<?> request) {
        Requests.refuseParametersBut(PARAMETERS, request);
        LookupParameters parameters = LookupParameters.of(tenant, lookup, request);
        attachments.get().tenants().requireToStay(tenant);
        TenantLookups lookups = attachments.get().lookups();
        LookupTable table = table(lookups, parameters, request);
        LookupPutResult result = lookups.put(
                new LookupPut(
                        tenant,
                        lookup,
                        parameters.validFrom(),
                        request.getHeaders().get("If-Match", String.class)),
                table);
        Summary summary = Summary.of(result.version());
        return (result.change() == PutResult.Change.CREATED ? HttpResponse.created(summary) : HttpResponse.ok(summary))
                .header(ETAG, LookupTag.of(result.version()));
    }

    private static LookupTable table(TenantLookups lookups, LookupParameters parameters, ServerHttpRequest<?> request) {
        MediaType type =
                request.getContentType().orElseThrow(() -> Problems.unsupportedMedia("no Content-Type; " + TAKEN));
        EventFormat format = EventsController.format(type);
        if (format == EventFormat.AVRO) {
            throw Problems.unsupportedMedia(type.getName() + " is not taken for a lookup; " + TAKEN);
        }
        ReaderOptions options = ReaderOptions.DEFAULT.with(CsvParameters.read(request.getParameters(), format));
        LookupReader reader = new LookupReader(format, options, LookupLimits.DEFAULT);
        try {
            return lookups.read(
                    parameters.tenant(),
                    parameters.lookup(),
                    reader,
                    body(request),
                    parameters.key(),
                    parameters.types());
        } catch (InvalidLookupException invalid) {
            throw Problems.invalidLookup(invalid);
        }
    }

    private static byte[] body(ServerHttpRequest<?> request) {
        int limit = LookupLimits.DEFAULT.bytes();
        try (InputStream body =
                EventsController.encoding(request).decode(request.byteBody().toInputStream())) {
            byte[] bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new ProblemException(Problem.of(
                        HttpStatus.REQUEST_ENTITY_TOO_LARGE,
                        "lookup-too-large",
                        "The lookup is too large",
                        "a lookup has at most " + limit + " bytes and " + LookupLimits.DEFAULT.rows()
                                + " rows; split it into several by key"));
            }
            return bytes;
        } catch (IOException gone) {
            throw Requests.clientGone(gone);
        }
    }

    @Needs(Right.READ)
    @Get("/{lookup}")
    @Produces({MediaType.APPLICATION_JSON, CSV})
    @Operation(summary = "The lookup's last version; its rows with Accept: text/csv")
    @ApiResponse(responseCode = "404", description = "There is no such lookup.")
    HttpResponse<?> get(String tenant, String lookup, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        TenantLookups lookups = attachments.get().lookups();
        LookupVersionRecord version = find(lookups, tenant, lookup);
        boolean rows = request.accept().stream().anyMatch(type -> type.getName().equals(CSV));
        return (rows
                        ? HttpResponse.ok(LookupCsv.write(rows(lookups, version)))
                                .contentType(MediaType.of("text/csv; charset=utf-8"))
                        : HttpResponse.ok(Summary.of(version)).contentType(MediaType.APPLICATION_JSON_TYPE))
                .header(ETAG, LookupTag.of(version));
    }

    private static LookupTable rows(TenantLookups lookups, LookupVersionRecord version) {
        return lookups.rows(version)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        HttpStatus.CONFLICT,
                        "unreadable-lookup",
                        "The stored lookup can't be read",
                        "the rows of version " + version.version() + " can't be read; put the lookup again")));
    }

    @Needs(Right.READ)
    @Get
    @Operation(summary = "The tenant's lookups, each in its last version")
    Listing list(String tenant, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        return new Listing(
                tenant,
                attachments.get().lookups().list(tenant).stream()
                        .map(Summary::of)
                        .toList());
    }

    @Needs(Right.READ)
    @Get("/{lookup}/versions")
    @Operation(summary = "Every version of the lookup, oldest first")
    Versions versions(String tenant, String lookup, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        TenantLookups lookups = attachments.get().lookups();
        find(lookups, tenant, lookup);
        return new Versions(
                tenant,
                lookup,
                lookups.versions(tenant, lookup).stream().map(Summary::of).toList());
    }

    @Audited("delete-lookup")
    @Delete("/{lookup}")
    @Consumes(MediaType.ALL)
    @Operation(summary = "Forgets the lookup in all its versions")
    @ApiResponse(responseCode = "204", description = "There is no such lookup any more.")
    @ApiResponse(responseCode = "404", description = "There is no such lookup.")
    @ApiResponse(responseCode = "409", description = "Pipelines use it; they are named.")
    @ApiResponse(responseCode = "412", description = "If-Match does not match.")
    HttpResponse<Void> delete(String tenant, String lookup, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        Optional<String> ifMatch = request.getHeaders().get("If-Match", String.class);
        if (!attachments.get().lookups().delete(tenant, lookup, ifMatch)) {
            throw Problems.unknownLookup(tenant, lookup);
        }
        return HttpResponse.noContent();
    }

    private static LookupVersionRecord find(TenantLookups lookups, String tenant, String lookup) {
        return lookups.find(tenant, lookup).orElseThrow(() -> Problems.unknownLookup(tenant, lookup));
    }
}
