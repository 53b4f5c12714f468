package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.definitions.ActiveVersion;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.UsedFields;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.evaluation.LenientEvaluation;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventSchema;
import io.millrace.model.table.TableLayout;
import io.millrace.model.window.TimeInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A version of a pipeline's definition, with the rollups that mean what it says and the event at hand as it sees it. Whether a record is an event is for the version that it was
 * accepted under to say. Any other is lenient: a rollup or typed table leaves out what it can't evaluate itself, and nothing else is disturbed. Not thread-safe.
 */
final class VersionRoute {
    private final Map<Integer, EventSchema> schemas;
    private final PipelineDefinition definition;
    private final Evaluation evaluation;
    private final long lookupsAsOf;
    private final Event event;
    private final RollupRoute[] rollups;
    /** All event times that some rollup counts are in it, and perhaps others. */
    private final TimeInterval countedTimes;

    private final TableRoute[] tables;
    private final List<String> tableNames;
    private final Map<Integer, EventDecoder> decoders = new HashMap<>();

    /** By rollup, then by table: whether the event at hand is to go there. */
    private final boolean[] wanted;

    private final long[] windowStarts;
    private final int[] groupEnds;
    private final ByteWriter groups = new ByteWriter();
    private final Evaluation.MissingKeys countMissing = lookup -> countMissing();
    private @Nullable LenientEvaluation lenient;
    private boolean counts;
    private int lastSchemaId;
    private @Nullable EventDecoder lastDecoder;
    private int missingKeys;
    private int rowsWithoutKey;
    private int leftOut;

    /**
     * @param layouts of the typed tables that this version fills
     */
    VersionRoute(ActivePipeline pipeline, ActiveVersion version, List<TableLayout> layouts) {
        this(pipeline, version, layouts, -1);
    }

    /**
     * @param lookupsAsOf offset in the topic of definitions up to which events are joined with versions of lookups, or more if they were accepted later
     */
    VersionRoute(ActivePipeline pipeline, ActiveVersion version, List<TableLayout> layouts, long lookupsAsOf) {
        this.lookupsAsOf = lookupsAsOf;
        schemas = pipeline.schemas();
        definition = version.definition();
        evaluation = version.evaluation();
        event = new Event(evaluation.schema());
        rollups = version.rollups().stream()
                .map(rollup -> new RollupRoute(pipeline, rollup))
                .toArray(RollupRoute[]::new);
        countedTimes = version.rollups().stream()
                .map(ActiveRollup::counts)
                .reduce(TimeInterval::around)
                .orElse(TimeInterval.NEVER);
        tables = layouts.stream()
                .map(layout -> new TableRoute(pipeline, layout, evaluation.schema()))
                .toArray(TableRoute[]::new);
        tableNames = layouts.stream().map(TableLayout::table).toList();
        wanted = new boolean[rollups.length + tables.length];
        windowStarts = new long[rollups.length];
        groupEnds = new int[rollups.length];
    }

    PipelineDefinition definition() {
        return definition;
    }

    /**
     * Decodes an event, computes what it does not bring along, finds its window and group in each rollup that counts its time, and makes its rows of typed tables. One that {@code
     * where} leaves out is evaluated too: its id is recorded like any other's, so what is a copy does not depend on filters.
     *
     * @return false if it does not go anywhere here, and was not looked at
     * @throws RuntimeException if that can't be done, whatever the reason: then it is no event
     */
    boolean evaluate(EventId id, int schemaId, long eventTime, byte[] encoded) {
        if (!isWanted(eventTime)) {
            return false;
        }
        decode(id, schemaId, encoded);
        counts = evaluation.evaluate(event, countMissing);
        if (counts) {
            for (int index = 0; index < rollups.length; index++) {
                place(index);
            }
            for (int index = 0; index < tables.length; index++) {
                make(index, id);
            }
        }
        return true;
    }

    /** The same of an event that another version accepted: what fails is left out where it fails. */
    void evaluateLeniently(EventId id, int schemaId, long eventTime, byte[] encoded) {
        if (!isWanted(eventTime)) {
            return;
        }
        int asked = countWanted();
        counts = lenient().evaluate(event, () -> decode(id, schemaId, encoded), countMissing, wanted);
        if (counts) {
            for (int index = 0; index < rollups.length; index++) {
                try {
                    place(index);
                } catch (RuntimeException nowhere) {
                    wanted[index] = false;
                    groupEnds[index] = groups.length();
                }
            }
            for (int index = 0; index < tables.length; index++) {
                try {
                    make(index, id);
                } catch (RuntimeException noRow) {
                    tables[index].forget();
                    wanted[rollups.length + index] = false;
                }
            }
        }
        leftOut = asked - countWanted();
    }

    /** Takes in whether an event of a time goes anywhere. */
    private boolean isWanted(long eventTime) {
        counts = false;
        missingKeys = 0;
        rowsWithoutKey = 0;
        leftOut = 0;
        boolean any = tables.length > 0;
        if (!any && !countedTimes.contains(eventTime)) {
            // Of a pipeline with a long history of recomputes, most feeds are of the past, and most events are not.
            return false;
        }
        for (int index = 0; index < rollups.length; index++) {
            wanted[index] = rollups[index].counts(eventTime);
            any |= wanted[index];
        }
        Arrays.fill(wanted, rollups.length, wanted.length, true);
        groups.reset();
        return any;
    }

    private int countWanted() {
        int count = 0;
        for (boolean each : wanted) {
            count += each ? 1 : 0;
        }
        return count;
    }

    private void decode(EventId id, int schemaId, byte[] encoded) {
        decoder(schemaId).decode(encoded, event);
        event.setId(id);
        if (event.definitionsOffset() < lookupsAsOf) {
            event.setEnvelope(event.eventTime(), event.acceptedAt(), lookupsAsOf);
        }
    }

    private void place(int rollup) {
        if (wanted[rollup]) {
            windowStarts[rollup] = rollups[rollup].windowStartOf(event.eventTime());
            rollups[rollup].plan().groups().encode(event, groups);
        }
        groupEnds[rollup] = groups.length();
    }

    private void make(int table, EventId id) {
        if (wanted[rollups.length + table]) {
            rowsWithoutKey += tables[table].make(id, event) ? 0 : 1;
        } else {
            tables[table].forget();
        }
    }

    /** Most versions never need it. */
    private LenientEvaluation lenient() {
        LenientEvaluation known = lenient;
        if (known == null) {
            List<Set<String>> used = new ArrayList<>();
            for (RollupRoute rollup : rollups) {
                used.add(UsedFields.of(definition, rollup.plan().definition()));
            }
            definition.tables().stream()
                    .filter(table -> tableNames.contains(table.name()))
                    .forEach(table -> used.add(UsedFields.of(definition, table)));
            known = new LenientEvaluation(evaluation, used);
            lenient = known;
        }
        return known;
    }

    private void countMissing() {
        missingKeys++;
    }

    /** Of the event evaluated last: how many of its keys a lookup does not have. */
    int missingKeys() {
        return missingKeys;
    }

    /** Of the event evaluated last: how many rows it does not make, since it lacks a column of their keys. */
    int rowsWithoutKey() {
        return rowsWithoutKey;
    }

    /** Of the event evaluated last: from how many rollups and tables it was left out, since they can't evaluate it. */
    int leftOut() {
        return leftOut;
    }

    /** Counts the event evaluated last and adds its rows, unless it does not count. */
    void applyTo(PartialAggregates partials, TableRows tableRows) {
        if (!counts) {
            return;
        }
        int start = 0;
        for (int index = 0; index < rollups.length; index++) {
            if (wanted[index]) {
                partials.add(
                        rollups[index], windowStarts[index], groups.array(), start, groupEnds[index] - start, event);
            }
            start = groupEnds[index];
        }
        for (TableRoute table : tables) {
            table.applyTo(tableRows);
        }
    }

    /** Nearly always that of the event before. */
    private EventDecoder decoder(int schemaId) {
        if (lastDecoder == null || schemaId != lastSchemaId) {
            lastDecoder = decoders.computeIfAbsent(
                    schemaId, id -> new EventDecoder(Objects.requireNonNull(schemas.get(id)), evaluation.schema()));
            lastSchemaId = schemaId;
        }
        return lastDecoder;
    }
}
