package io.millrace.ingest.repairs;

import io.millrace.model.event.EventId;
import io.millrace.model.value.Value;
import java.util.Map;
import java.util.Optional;

/** What a dead letter comes to. */
public sealed interface RepairOutcome {
    /** What the record held, by the field that it is for. */
    Map<String, String> before();

    /**
     * An event.
     *
     * @param after all its fields
     */
    record Event(Map<String, String> before, Map<String, Value> after, EventId id, byte[] encoded)
            implements RepairOutcome {}

    /**
     * A dead letter as before.
     *
     * @param code kebab-case reason
     */
    record Rejected(Map<String, String> before, String code, Optional<String> field, String message)
            implements RepairOutcome {}
}
