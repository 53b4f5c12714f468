package io.millrace.model.rollup;

import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.event.EventSchema;
import io.millrace.model.measure.Measure;
import io.millrace.model.measure.Measures;
import io.millrace.model.value.JsonText;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.TumblingWindows;
import io.millrace.model.window.Windows;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A rollup ready to run: its definition bound to the fields of its events. Immutable; shared by every reader and engine. */
public final class RollupPlan {
    private final RollupDefinition definition;
    private final GroupCodec groups;
    private final Windows windows;
    private final List<Measure> measures;

    private RollupPlan(RollupDefinition definition, GroupCodec groups, Windows windows, List<Measure> measures) {
        this.definition = definition;
        this.groups = groups;
        this.windows = windows;
        this.measures = measures;
    }

    public static RollupPlan of(RollupDefinition definition, EventSchema schema) {
        return new RollupPlan(
                definition,
                GroupCodec.of(definition.dimensions(), schema),
                Windows.of(definition.window()),
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

    /** As they are asked for. */
    public Windows windows() {
        return windows;
    }

    /** What rows are kept of: the windows themselves, or the panes that hopping windows are made of. Empty for sessions. */
    public Optional<TumblingWindows> panes() {
        if (windows instanceof TumblingWindows tumbling) {
            return Optional.of(tumbling);
        }
        return windows instanceof HoppingWindows hopping ? Optional.of(hopping.panes()) : Optional.empty();
    }

    public List<Measure> measures() {
        return measures;
    }

    /**
     * How many groups of a window each of so many partitions keeps apart, those of the smallest {@link GroupKey#hash}, unsigned, then the smallest bytes; the rest
     * is counted in {@link GroupKey#OTHER}. Empty = all.
     */
    public OptionalInt mostGroups(int partitions) {
        OptionalInt all = definition.maxGroups();
        return all.isEmpty() ? all : OptionalInt.of((int) (((long) all.getAsInt() + partitions - 1) / partitions));
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
