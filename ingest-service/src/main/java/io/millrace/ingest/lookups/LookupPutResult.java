package io.millrace.ingest.lookups;

import io.millrace.ingest.pipelines.PutResult;
import io.millrace.kafka.record.LookupVersionRecord;

/**
 * A lookup after it was put.
 *
 * @param version the one that says what was put
 * @param change what putting did
 */
public record LookupPutResult(LookupVersionRecord version, PutResult.Change change) {}
