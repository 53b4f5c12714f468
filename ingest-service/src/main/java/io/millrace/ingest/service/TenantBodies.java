package io.millrace.ingest.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.ServerHttpRequest;
import io.millrace.ingest.quota.Quota;
import io.millrace.kafka.record.Scope;
import io.millrace.kafka.record.TenantRecord.Quotas;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** What requests about tenants carry, read strictly: everything that is wrong is named at once. */
final class TenantBodies {
    private static final int MAX_LABEL = 200;

    private final JsonBody body;

    private TenantBodies(JsonBody body) {
        this.body = body;
    }

    /**
     * A key to be made.
     *
     * @param label empty if it has none
     */
    record KeyRequest(Set<Scope> scopes, String label) {}

    static KeyRequest key(ServerHttpRequest<?> request) {
        TenantBodies reader = new TenantBodies(JsonBody.read(request));
        reader.body.refuseFieldsBut(Set.of("scopes", "label"));
        KeyRequest key = new KeyRequest(reader.scopes(), reader.label());
        reader.body.complete();
        return key;
    }

    static Quotas quotas(ServerHttpRequest<?> request) {
        TenantBodies reader = new TenantBodies(JsonBody.read(request));
        reader.body.refuseFieldsBut(Set.of("recordsPerSecond", "bytesPerSecond", "burstSeconds"));
        OptionalLong records = reader.number("recordsPerSecond", Quota.MOST_PER_SECOND);
        OptionalLong bytes = reader.number("bytesPerSecond", Quota.MOST_PER_SECOND);
        OptionalLong burst = reader.number("burstSeconds", Quota.MOST_BURST_SECONDS);
        reader.body.complete();
        return new Quotas(
                records, bytes, burst.isPresent() ? OptionalInt.of((int) burst.getAsLong()) : OptionalInt.empty());
    }

    private Set<Scope> scopes() {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        JsonNode texts = body.at("scopes");
        for (JsonNode text : texts) {
            Scope.parse(text.asText())
                    .ifPresentOrElse(
                            scopes::add,
                            () -> body.wrong(
                                    "scopes", "'" + text.asText() + "' is no scope", "ingest, query or admin"));
        }
        if (!texts.isArray() || texts.isEmpty()) {
            body.wrong("scopes", "a key has a scope", "a list of ingest, query and admin, such as [\"ingest\"]");
        }
        return scopes;
    }

    private String label() {
        JsonNode label = body.at("label");
        boolean usable = label.isMissingNode()
                || (label.isTextual()
                        && label.textValue().length() <= MAX_LABEL
                        && label.textValue().chars().noneMatch(Character::isISOControl));
        if (!usable) {
            body.wrong("label", "is no short line of text", "at most " + MAX_LABEL + " characters");
        }
        return label.asText("");
    }

    private OptionalLong number(String name, long greatest) {
        JsonNode number = body.at(name);
        if (number.isMissingNode() || number.isNull()) {
            return OptionalLong.empty();
        }
        boolean usable = number.isIntegralNumber()
                && number.canConvertToLong()
                && number.longValue() > 0
                && number.longValue() <= greatest;
        if (!usable) {
            body.wrong(
                    name,
                    "is not such a number",
                    "a whole number from 1 to " + greatest + ", or left out for what the settings say");
        }
        return usable ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }
}
