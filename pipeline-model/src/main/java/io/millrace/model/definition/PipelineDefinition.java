package io.millrace.model.definition;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A dataset, described once: what its events are, what is computed from them, how long it is kept. Valid by construction of
 * the definition reader; the tenant is not part of it.
 *
 * @param lateness how late an event may be and still count into its window's own row
 */
public record PipelineDefinition(
        String pipeline,
        EventDefinition event,
        Duration lateness,
        List<EnrichDefinition> enrich,
        List<DeriveDefinition> derive,
        Optional<String> where,
        List<RollupDefinition> rollups,
        List<TableDefinition> tables,
        List<AlertDefinition> alerts,
        RetentionDefinition retention,
        List<SourceDefinition> sources) {
    public PipelineDefinition {
        enrich = List.copyOf(enrich);
        derive = List.copyOf(derive);
        rollups = List.copyOf(rollups);
        tables = List.copyOf(tables);
        alerts = List.copyOf(alerts);
        sources = List.copyOf(sources);
    }

    public Optional<RollupDefinition> rollup(String name) {
        return rollups.stream().filter(rollup -> rollup.name().equals(name)).findFirst();
    }

    /** The type of a field of evaluated events: one of the event, of a lookup, or a derived one. */
    public Optional<FieldType> typeOf(String field) {
        return Stream.of(
                        event.fields().stream(),
                        enrich.stream().flatMap(each -> each.add().stream()).map(AddedField::field),
                        derive.stream().map(DeriveDefinition::field))
                .flatMap(fields -> fields)
                .filter(each -> each.name().equals(field))
                .map(FieldDefinition::type)
                .findFirst();
    }

    /** A short digest of what it means: the same for other white space, comments, order of keys or defaults written out. */
    public String fingerprint() {
        return CanonicalDefinition.fingerprint(this);
    }

    /**
     * Fields of a lookup, joined to the event by event time.
     *
     * @param on the field whose value is looked up
     */
    public record EnrichDefinition(String lookup, String on, List<AddedField> add) {
        public EnrichDefinition {
            add = List.copyOf(add);
        }
    }

    /**
     * A field that an event gets from a lookup.
     *
     * @param from the lookup's column
     */
    public record AddedField(String name, FieldType type, String from) {
        /** As a field of evaluated events: optional, since the lookup may not have the key. */
        public FieldDefinition field() {
            return FieldDefinition.computed(name, type);
        }
    }

    /** A field computed from others by a CEL expression. */
    public record DeriveDefinition(String name, FieldType type, String expr) {
        /** As a field of evaluated events: optional, since a null operand makes it null. */
        public FieldDefinition field() {
            return FieldDefinition.computed(name, type);
        }
    }

    /**
     * A typed CQL table: one row a key, the newest event time wins.
     *
     * @param key fields; the first names the partition
     * @param columns other fields
     */
    public record TableDefinition(String name, List<String> key, List<String> columns) {
        public TableDefinition {
            key = List.copyOf(key);
            columns = List.copyOf(columns);
        }
    }

    /**
     * A condition over a rollup's measures that holds for some windows.
     *
     * @param when CEL over the rollup's measures
     * @param forWindows for how many windows in a row it must hold
     * @param judge when a window is judged
     * @param delay how long after its end a window is over
     */
    public record AlertDefinition(
            String name, String rollup, String when, int forWindows, Judge judge, Duration delay) {
        /** When a window is judged. */
        public enum Judge {
            /** Whenever it changes; that the condition does not hold only counts once the window is over. */
            CHANGE,
            /** Once it is over. */
            END
        }
    }

    /**
     * How long data is kept, counted from the write.
     *
     * @param generations recomputed ones that are kept for a rollback once others hide them
     */
    public record RetentionDefinition(Duration archive, Duration rollups, int generations) {
        public static final int DEFAULT_GENERATIONS = 1;

        public RetentionDefinition(Duration archive, Duration rollups) {
            this(archive, rollups, DEFAULT_GENERATIONS);
        }
    }
}
