package io.millrace.ingest.repairs;

import io.millrace.kafka.definitions.ActivePipeline;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Dead letters that are to be made events.
 *
 * @param set the fields that are set, each to what an expression makes of the record ({@link io.millrace.model.expression.RecordExpressions})
 */
public record RepairRequest(ActivePipeline pipeline, LetterSelection selection, Map<String, String> set) {
    public RepairRequest {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    }
}
