package io.millrace.kafka.definitions;

import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.EventSchema;
import java.util.List;

/**
 * A version of a pipeline's definition that some event times are counted by. Immutable.
 *
 * @param schema of the events as this version sees them
 * @param rollups whose generations mean what this version says
 */
public record ActiveVersion(PipelineDefinition definition, EventSchema schema, List<ActiveRollup> rollups) {
    public ActiveVersion {
        rollups = List.copyOf(rollups);
    }
}
