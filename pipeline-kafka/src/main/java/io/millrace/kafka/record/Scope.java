package io.millrace.kafka.record;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a tenant's key lets its holder do with what is the tenant's. None includes another. */
public enum Scope {
    /** Send events. */
    INGEST,
    /** Read what came of them. */
    QUERY,
    /** Change pipelines, lookups, sources and keys. */
    ADMIN;

    /** As users write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scope> parse(String text) {
        return Arrays.stream(values())
                .filter(scope -> scope.text().equals(text))
                .findFirst();
    }
}
