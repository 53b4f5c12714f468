package io.millrace.kafka.definitions;

import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.EventSchema;
import java.util.List;

/**
 * A version of a pipeline's definition that some event times are counted by. Immutable.
 *
 * @param schema that events of this version travel in
 * @param evaluation what is done with an event before it is counted; the rollups are bound to its schema
 * @param rollups whose generations mean what this version says
 */
public record ActiveVersion(
        PipelineDefinition definition, EventSchema schema, Evaluation evaluation, List<ActiveRollup> rollups) {
    public ActiveVersion {
        rollups = List.copyOf(rollups);
    }
}
