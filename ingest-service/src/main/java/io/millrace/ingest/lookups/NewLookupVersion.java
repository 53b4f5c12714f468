package io.millrace.ingest.lookups;

import io.millrace.kafka.record.LookupVersionRecord;
import java.util.List;

/**
 * A version of a lookup that is to be written.
 *
 * @param record does not say yet where its rows lie
 * @param chunks of its rows
 */
public record NewLookupVersion(LookupVersionRecord record, List<byte[]> chunks) {
    public NewLookupVersion {
        chunks = List.copyOf(chunks);
    }
}
