package io.millrace.ingest.pipelines;

import io.millrace.kafka.record.PipelineRecord;

/**
 * A pipeline after it was put.
 *
 * @param change what putting did
 */
public record PutResult(PipelineRecord pipeline, Change change) {
    public enum Change {
        CREATED,
        CHANGED,
        /** What was put means what was there; nothing was written. */
        NONE
    }
}
