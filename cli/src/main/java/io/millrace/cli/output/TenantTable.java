package io.millrace.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Tenants and their keys, as the ingest service answers them, for people. */
public final class TenantTable {
    private static final List<String> TENANTS = List.of("tenant", "created", "records/s", "bytes/s", "burst seconds");
    private static final List<String> KEYS = List.of("id", "scopes", "label", "created", "revoked");

    private TenantTable() {}

    /** A table of tenants; where nothing is said of a quota, it is as the settings of the service say. */
    public static String tenants(JsonNode tenants) {
        if (tenants.isEmpty()) {
            return "  (no tenants)\n";
        }
        TextTable table = new TextTable(TENANTS);
        tenants.forEach(tenant -> add(tenant, table));
        return table.toString();
    }

    /** A table of one. */
    public static String tenant(JsonNode tenant) {
        TextTable table = new TextTable(TENANTS);
        add(tenant, table);
        return table.toString();
    }

    private static void add(JsonNode tenant, TextTable table) {
        JsonNode quotas = tenant.path("quotas");
        table.add(List.of(
                tenant.path("tenant").asText(),
                text(tenant.path("createdAt")),
                text(quotas.path("recordsPerSecond")),
                text(quotas.path("bytesPerSecond")),
                text(quotas.path("burstSeconds"))));
    }

    /** A table of keys. */
    public static String keys(JsonNode keys) {
        if (keys.isEmpty()) {
            return "  (no keys)\n";
        }
        TextTable table = new TextTable(KEYS);
        for (JsonNode key : keys) {
            String scopes = StreamSupport.stream(key.path("scopes").spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(","));
            table.add(List.of(
                    key.path("id").asText(),
                    scopes,
                    key.path("label").asText(),
                    text(key.path("createdAt")),
                    text(key.path("revokedAt"))));
        }
        return table.toString();
    }

    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.asText();
    }
}
