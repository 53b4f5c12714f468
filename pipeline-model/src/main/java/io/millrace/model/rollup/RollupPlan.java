package io.millrace.model.rollup;

import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.event.EventSchema;
import io.millrace.model.measure.Measure;
import io.millrace.model.measure.Measures;
import io.millrace.model.value.JsonText;
import io.millrace.model.window.TumblingWindows;
import java.util.List;

/** A rollup ready to run: its definition bound to the fields of its events. Immutable; shared by every reader and engine. */
public final class RollupPlan {
    private final RollupDefinition definition;
    private final GroupCodec groups;
    private final TumblingWindows windows;
    private final List<Measure> measures;

    private RollupPlan(
            RollupDefinition definition, GroupCodec groups, TumblingWindows windows, List<Measure> measures) {
        this.definition = definition;
        this.groups = groups;
        this.windows = windows;
        this.measures = measures;
    }

    public static RollupPlan of(RollupDefinition definition, EventSchema schema) {
        if (!(definition.window() instanceof WindowDefinition.Tumbling tumbling)) {
            throw new IllegalArgumentException("not supported yet: " + definition.window());
        }
        return new RollupPlan(
                definition,
                GroupCodec.of(definition.dimensions(), schema),
                new TumblingWindows(
                        tumbling.size().toMillis(), tumbling.offset().toMillis()),
                definition.measures().stream()
                        .map(measure -> Measures.bind(measure, schema))
                        .toList());
    }

    public RollupDefinition definition() {
        return definition;
    }

    public String name() {
        return definition.name();
    }

    public GroupCodec groups() {
        return groups;
    }

    public TumblingWindows windows() {
        return windows;
    }

    public List<Measure> measures() {
        return measures;
    }

    /** A state that has seen nothing. */
    public RollupState newState() {
        return new RollupState(measures);
    }

    /** The finished measures as a JSON object, in the order of the definition. */
    public String measuresJson(RollupState state) {
        StringBuilder json = new StringBuilder(32 * measures.size()).append('{');
        for (int index = 0; index < measures.size(); index++) {
            if (index > 0) {
                json.append(',');
            }
            JsonText.appendString(measures.get(index).name(), json);
            json.append(':');
            JsonText.append(state.finish(index), json);
        }
        return json.append('}').toString();
    }
}
