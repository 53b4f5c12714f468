package io.millrace.kafka.definitions;

import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A pipeline ready to run: its record read and bound. Immutable. */
public final class ActivePipeline {
    private final PipelineRecord record;
    private final long offset;
    private final PipelineDefinition definition;
    private final Map<Integer, EventSchema> schemas;
    private final EventSchema schema;
    private final List<ActiveRollup> rollups;

    private ActivePipeline(
            PipelineRecord record,
            long offset,
            PipelineDefinition definition,
            Map<Integer, EventSchema> schemas,
            EventSchema schema,
            List<ActiveRollup> rollups) {
        this.record = record;
        this.offset = offset;
        this.definition = definition;
        this.schemas = schemas;
        this.schema = schema;
        this.rollups = rollups;
    }

    /**
     * A rollup in the generation that events are counted into.
     *
     * @param layout how the generation's rows are spread
     */
    public record ActiveRollup(RollupPlan plan, int generation, RollupLayout layout) {
        public String name() {
            return plan.name();
        }
    }

    /**
     * @param offset of the record in the topic of definitions
     * @param reader from the text of a definition to the definition
     */
    public static ActivePipeline of(PipelineRecord record, long offset, Function<String, PipelineDefinition> reader) {
        Map<Integer, EventSchema> schemas = new LinkedHashMap<>();
        PipelineDefinition current = reader.apply(record.current().source());
        for (PipelineRecord.Version version : record.versions()) {
            PipelineDefinition definition = version.equals(record.current()) ? current : reader.apply(version.source());
            schemas.put(version.schemaId(), EventSchema.of(record.tenant(), record.pipeline(), definition.event()));
        }
        EventSchema schema = EventSchema.of(record.tenant(), record.pipeline(), current.event());
        List<ActiveRollup> rollups = new ArrayList<>();
        for (RollupDefinition rollup : current.rollups()) {
            PipelineRecord.Generation generation = record.generations().stream()
                    .filter(candidate -> candidate.rollup().equals(rollup.name()))
                    .reduce((former, latter) -> latter)
                    .orElseThrow(() -> new IllegalArgumentException("no generation of " + rollup.name()));
            rollups.add(new ActiveRollup(RollupPlan.of(rollup, schema), generation.generation(), generation.layout()));
        }
        return new ActivePipeline(
                record, offset, current, Collections.unmodifiableMap(schemas), schema, List.copyOf(rollups));
    }

    public String tenant() {
        return record.tenant();
    }

    public String name() {
        return record.pipeline();
    }

    public PipelineRecord record() {
        return record;
    }

    /** Where it stands in the topic of definitions: whoever has read that far knows this pipeline, or a newer one in its place. */
    public long offset() {
        return offset;
    }

    /** The current version's definition. */
    public PipelineDefinition definition() {
        return definition;
    }

    /** The current version's event schema; what readers decode into. */
    public EventSchema schema() {
        return schema;
    }

    /** Every version's event schema by schema id: what events may have been written with. */
    public Map<Integer, EventSchema> schemas() {
        return schemas;
    }

    public List<ActiveRollup> rollups() {
        return rollups;
    }

    public Optional<ActiveRollup> rollup(String name) {
        return rollups.stream().filter(rollup -> rollup.name().equals(name)).findFirst();
    }
}
