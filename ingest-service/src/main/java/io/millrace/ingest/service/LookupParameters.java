package io.millrace.ingest.service;

import io.micronaut.http.HttpRequest;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.Names;
import io.millrace.shell.http.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a lookup is put. */
record LookupParameters(
        String tenant, String lookup, Optional<String> key, Map<String, FieldType> types, Optional<Instant> validFrom) {
    static final String KEY = "key";
    static final String TYPES = "types";
    static final String VALID_FROM = "validFrom";

    /** Refuses what can't be used, all at once. */
    static LookupParameters of(String tenant, String lookup, HttpRequest<?> request) {
        List<Problem.Item> items = new ArrayList<>();
        if (!Names.isTenant(tenant)) {
            items.add(new Problem.Item("tenant", "'" + tenant + "' is no name", Names.PIPELINE_RULE));
        }
        if (!Names.isMember(lookup)) {
            items.add(new Problem.Item("lookup", "'" + lookup + "' is no name", Names.MEMBER_RULE));
        }
        Map<String, FieldType> types = new LinkedHashMap<>();
        parameter(request, TYPES).ifPresent(text -> readTypes(text, types, items));
        Optional<Instant> validFrom = parameter(request, VALID_FROM).flatMap(text -> readTime(text, items));
        if (!items.isEmpty()) {
            throw Problems.invalidParameters(items);
        }
        return new LookupParameters(tenant, lookup, parameter(request, KEY), types, validFrom);
    }

    private static Optional<String> parameter(HttpRequest<?> request, String name) {
        return request.getParameters().get(name, String.class);
    }

    /** A comma within the brackets of a decimal parts nothing. */
    private static void readTypes(String text, Map<String, FieldType> types, List<Problem.Item> items) {
        for (String part : text.split(",(?![^()]*\\))", -1)) {
            int colon = part.indexOf(':');
            Optional<FieldType> type = colon < 0
                    ? Optional.empty()
                    : FieldType.parse(part.substring(colon + 1).strip());
            if (type.isEmpty()) {
                items.add(new Problem.Item(
                        TYPES, "'" + part + "' is no column with its type", "such as area:double,since:date"));
            } else {
                types.put(part.substring(0, colon).strip(), type.get());
            }
        }
    }

    private static Optional<Instant> readTime(String text, List<Problem.Item> items) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notOne) {
            items.add(new Problem.Item(
                    VALID_FROM, "'" + text + "' is no time", "RFC 3339, such as 2026-01-01T00:00:00Z"));
            return Optional.empty();
        }
    }
}
