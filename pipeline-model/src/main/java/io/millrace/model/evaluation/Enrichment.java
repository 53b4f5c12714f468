package io.millrace.model.evaluation;

import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition.AddedField;
import io.millrace.model.definition.PipelineDefinition.EnrichDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.lookup.Lookup;
import io.millrace.model.lookup.LookupTable;
import java.util.List;
import java.util.Set;

/** Sets fields of events from a lookup. Thread-safe. */
final class Enrichment {
    private final String name;
    private final List<AddedField> added;
    private final Lookup lookup;
    private final int on;
    private final FieldType onType;
    private final String[] columns;
    private final FieldType[] types;
    private final int[] targets;

    Enrichment(EnrichDefinition definition, EventSchema schema, Lookup lookup) {
        this.lookup = lookup;
        name = definition.lookup();
        on = schema.indexOf(definition.on());
        onType = schema.field(on).type();
        added = definition.add();
        columns = added.stream().map(AddedField::from).toArray(String[]::new);
        types = added.stream().map(AddedField::type).toArray(FieldType[]::new);
        targets = added.stream().mapToInt(field -> schema.indexOf(field.name())).toArray();
    }

    String lookup() {
        return name;
    }

    boolean addsAnyOf(Set<String> fields) {
        return added.stream().anyMatch(field -> fields.contains(field.name()));
    }

    /** See {@link Lookup#offset}. */
    long offset() {
        return lookup.offset();
    }

    /**
     * What the lookup does not say stays without a value.
     *
     * @return false if the event has a key that the lookup does not have
     */
    boolean apply(Event event) {
        if (!event.isPresent(on)) {
            return true;
        }
        LookupTable table = lookup.at(event.eventTime(), event.definitionsOffset());
        int row = table.find(event, on, onType);
        if (row < 0) {
            return false;
        }
        for (int index = 0; index < targets.length; index++) {
            int column = table.column(columns[index], types[index]);
            if (column >= 0) {
                table.copy(row, column, event, targets[index]);
            }
        }
        return true;
    }
}
