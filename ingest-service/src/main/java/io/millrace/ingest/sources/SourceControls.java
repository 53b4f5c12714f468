package io.millrace.ingest.sources;

import io.millrace.kafka.record.SourceControlRecord;
import io.millrace.kafka.record.SourceKey;

/** Writes what is asked of sources. */
public interface SourceControls {
    /**
     * Returns when it is durable, and known to the view here.
     *
     * @throws org.apache.kafka.common.KafkaException if that can't be now
     */
    void write(SourceKey key, SourceControlRecord control);
}
