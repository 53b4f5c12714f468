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
import io.millrace.ingest.tenants.NewKey;
import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.Scope;
import io.millrace.shell.access.Needs;
import io.millrace.shell.access.Right;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys of tenants over HTTP. */
@Controller("/v1/tenants/{tenant}/keys")
@Needs(Right.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
class KeysController {
    private final Attachments attachments;

    KeysController(Attachments attachments) {
        this.attachments = attachments;
    }

    /** A key, which nobody can be told any more. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Entry(String id, List<String> scopes, String label, Instant createdAt, Optional<Instant> revokedAt) {
        static Entry of(ApiKeyRecord key) {
            return new Entry(key.id(), texts(key), key.label(), key.createdAt(), key.revokedAt());
        }
    }

    /** A tenant's keys, those revoked among them, oldest first. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Listing(String tenant, List<Entry> keys) {}

    /** A new key: the only answer that has it. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Created(String id, String key, String tenant, List<String> scopes, String label, Instant createdAt) {
        static Created of(NewKey made) {
            ApiKeyRecord key = made.record();
            return new Created(key.id(), made.text(), key.tenant(), texts(key), key.label(), key.createdAt());
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Created[id=" + id + "]";
        }
    }

    private static List<String> texts(ApiKeyRecord key) {
        return key.scopes().stream().sorted().map(Scope::text).toList();
    }

    @Audited("create-key")
    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes a key with scopes and perhaps a label; the answer is the only one that has it")
    @ApiResponse(responseCode = "201", description = "New.")
    @ApiResponse(responseCode = "404", description = "There is no such tenant.")
    @ApiResponse(responseCode = "409", description = "The tenant has as many keys as one may have.")
    @ApiResponse(responseCode = "422", description = "There are no such scopes.")
    HttpResponse<Created> post(String tenant, ServerHttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        TenantBodies.KeyRequest asked = TenantBodies.key(request);
        NewKey key = attachments
                .get()
                .tenants()
                .createKey(tenant, asked.scopes(), asked.label())
                .orElseThrow(() -> Problems.unknownTenant(tenant));
        return HttpResponse.created(Created.of(key))
                .header(
                        HttpHeaders.LOCATION,
                        "/v1/tenants/" + tenant + "/keys/" + key.record().id())
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    @Get
    @Operation(summary = "A tenant's keys, without the keys themselves")
    @ApiResponse(responseCode = "404", description = "There is no such tenant.")
    Listing list(String tenant, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        Attachment attachment = attachments.get();
        if (attachment.tenants().find(tenant).isEmpty()) {
            throw Problems.unknownTenant(tenant);
        }
        return new Listing(
                tenant,
                attachment.tenants().keys(tenant).stream().map(Entry::of).toList());
    }

    @Audited("revoke-key")
    @Delete("/{key}")
    @Consumes(MediaType.ALL)
    @Operation(summary = "Revokes a key by its id, for good")
    @ApiResponse(responseCode = "204", description = "It is of no use any more, everywhere within seconds.")
    @ApiResponse(responseCode = "404", description = "The tenant has no such key.")
    HttpResponse<Void> delete(String tenant, String key, HttpRequest<?> request) {
        Requests.refuseParametersBut(Set.of(), request);
        if (!attachments.get().tenants().revokeKey(tenant, key)) {
            throw Problems.unknownKey(tenant, key);
        }
        return HttpResponse.noContent();
    }
}
