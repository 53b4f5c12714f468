package io.millrace.ingest.sources;

import io.millrace.kafka.record.SourceKey;
import io.millrace.model.definition.SourceDefinition;

/** Makes of a definition the source that runs it. */
public interface SourceOpener {
    /** Opens nothing that does not pass: what can't be reached fails in its steps. */
    Source open(SourceKey key, SourceDefinition definition);
}
