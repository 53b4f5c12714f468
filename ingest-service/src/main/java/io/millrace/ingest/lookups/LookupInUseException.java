package io.millrace.ingest.lookups;

import java.util.List;

/** Pipelines take fields from a lookup that is to be deleted. */
public final class LookupInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> pipelines;

    LookupInUseException(String lookup, List<String> pipelines) {
        super("lookup " + lookup + " is used by " + String.join(", ", pipelines));
        this.pipelines = List.copyOf(pipelines);
    }

    public List<String> pipelines() {
        return pipelines;
    }
}
