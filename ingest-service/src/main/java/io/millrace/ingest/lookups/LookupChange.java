package io.millrace.ingest.lookups;

import io.millrace.kafka.record.LookupVersionRecord;
import java.util.List;
import java.util.Optional;

/**
 * What is to be written of a lookup, all or nothing.
 *
 * @param added the next version
 * @param removed versions that are to be forgotten, with their rows
 */
public record LookupChange(Optional<NewLookupVersion> added, List<LookupVersionRecord> removed) {
    public LookupChange {
        removed = List.copyOf(removed);
        if (added.isEmpty() && removed.isEmpty()) {
            throw new IllegalArgumentException("nothing is to be written");
        }
    }
}
