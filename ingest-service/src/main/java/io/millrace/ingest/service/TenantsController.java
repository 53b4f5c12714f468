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
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.kafka.record.TenantRecord;
import io.millrace.kafka.record.TenantRecord.Quotas;
import io.millrace.model.definition.Names;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import io.millrace.shell.http.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Tenants and their quotas over HTTP. */
@Controller("/v1/tenants")
@Needs(Right.INSTALLATION)
@ExecuteOn(TaskExecutors.BLOCKING)
class TenantsController {
    private static final String ACTIVE = "active";

    private final Attachments attachments;

    TenantsController(Attachments attachments) {
        this.attachments = attachments;
    }

    /** What a tenant may send; null = as the installation's settings say. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record QuotasEntry(Optional<Long> recordsPerSecond, Optional<Long> bytesPerSecond, Optional<Integer> burstSeconds) {
        static QuotasEntry of(Quotas quotas) {
            return new QuotasEntry(
                    quotas.recordsPerSecond().stream().boxed().findFirst(),
                    quotas.bytesPerSecond().stream().boxed().findFirst(),
                    quotas.burstSeconds().stream().boxed().findFirst());
        }
    }

    /** A tenant, {@code active} or {@code being deleted}; without {@code createdAt} it was never made, and has pipelines since it is open to everyone. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Entry(String tenant, String state, Optional<Instant> createdAt, QuotasEntry quotas) {
        static Entry of(TenantRecord tenant) {
            return new Entry(
                    tenant.tenant(),
                    tenant.deletion().isPresent() ? "being deleted" : ACTIVE,
                    Optional.of(tenant.createdAt()),
                    QuotasEntry.of(tenant.quotas()));
        }

        static Entry ofUnmade(String tenant) {
            return new Entry(tenant, ACTIVE, Optional.empty(), QuotasEntry.of(Quotas.UNSET));
        }
    }

    /** All tenants, by name. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Listing(List<Entry> tenants) {}

    @Get
    @Operation(summary = "All tenants: those that were made, and those that just have pipelines")
    Listing list(HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        Attachment attachment = attachments.get();
        Map<String, Entry> entries = new TreeMap<>();
        attachment.pipelines().tenants().forEach(tenant -> entries.put(tenant, Entry.ofUnmade(tenant)));
        attachment.tenants().list().forEach(tenant -> entries.put(tenant.tenant(), Entry.of(tenant)));
        return new Listing(List.copyOf(entries.values()));
    }

    @Audited("put-tenant")
    @Put("/{tenant}")
    @Consumes(MediaType.ALL)
    @Operation(summary = "Makes sure that a tenant is there, so that it can have keys and quotas; takes no body")
    @ApiResponse(responseCode = "200", description = "It was there.")
    @ApiResponse(responseCode = "201", description = "New.")
    HttpResponse<Entry> put(String tenant, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        requireName(tenant);
        boolean isNew = attachments.get().tenants().create(tenant);
        Entry entry = Entry.of(find(tenant));
        return isNew ? HttpResponse.created(entry) : HttpResponse.ok(entry);
    }

    @Audited("delete-tenant")
    @Delete("/{tenant}")
    @Consumes(MediaType.ALL)
    @Operation(
            summary =
                    "Deletes a tenant with all that it has: keys, which stop working at once, pipelines, their data, lookups, quotas")
    @ApiResponse(responseCode = "202", description = "It is being deleted.")
    @ApiResponse(responseCode = "404", description = "There is no such tenant.")
    HttpResponse<Entry> delete(String tenant, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        requireName(tenant);
        if (!attachments.get().deletions().begin(tenant)) {
            throw Problems.unknownTenant(tenant);
        }
        return HttpResponse.<Entry>accepted().body(Entry.of(find(tenant)));
    }

    @Get("/{tenant}")
    @Needs(Right.ADMIN)
    @Operation(summary = "A tenant and its quotas")
    @ApiResponse(responseCode = "404", description = "There is no such tenant.")
    Entry get(String tenant, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        return Entry.of(find(tenant));
    }

    @Audited("put-quotas")
    @Put("/{tenant}/quotas")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Replaces a tenant's quotas, all of them: what is left out is as the settings say")
    @ApiResponse(responseCode = "404", description = "There is no such tenant.")
    @ApiResponse(responseCode = "422", description = "A quota is no number greater than zero.")
    Entry putQuotas(String tenant, ServerHttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        Quotas quotas = TenantBodies.quotas(request);
        return attachments
                .get()
                .tenants()
                .setQuotas(tenant, quotas)
                .map(Entry::of)
                .orElseThrow(() -> Problems.unknownTenant(tenant));
    }

    private TenantRecord find(String tenant) {
        return attachments.get().tenants().find(tenant).orElseThrow(() -> Problems.unknownTenant(tenant));
    }

    private static void requireName(String tenant) {
        if (!Names.isTenant(tenant)) {
            throw Problems.invalidParameters(
                    List.of(new Problem.Item("tenant", "'" + tenant + "' is no name", Names.PIPELINE_RULE)));
        }
    }
}
