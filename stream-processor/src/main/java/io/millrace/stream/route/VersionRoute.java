package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveVersion;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventSchema;
import io.millrace.model.table.TableLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A version of a pipeline's definition, with the rollups that mean what it says and the event at hand as it sees it. Not thread-safe. */
class VersionRoute {
    private final Map<Integer, EventSchema> schemas;
    private final Evaluation evaluation;
    private final Event event;
    private final RollupRoute[] rollups;
    private final TableRoute[] tables;
    private final Map<Integer, EventDecoder> decoders = new HashMap<>();

    private final boolean[] counted;
    private final long[] windowStarts;
    private final int[] groupEnds;
    private final ByteWriter groups = new ByteWriter();
    private final Evaluation.MissingKeys countMissing = lookup -> countMissing();
    private boolean counts;
    private int lastSchemaId;
    private @Nullable EventDecoder lastDecoder;
    private int missingKeys;
    private int rowsWithoutKey;

    /**
     * @param layouts of the typed tables that this version fills
     */
    VersionRoute(ActivePipeline pipeline, ActiveVersion version, List<TableLayout> layouts) {
        schemas = pipeline.schemas();
        evaluation = version.evaluation();
        event = new Event(evaluation.schema());
        rollups = version.rollups().stream()
                .map(rollup -> new RollupRoute(pipeline, rollup))
                .toArray(RollupRoute[]::new);
        tables = layouts.stream()
                .map(layout -> new TableRoute(pipeline, layout, evaluation.schema()))
                .toArray(TableRoute[]::new);
        counted = new boolean[rollups.length];
        windowStarts = new long[rollups.length];
        groupEnds = new int[rollups.length];
    }

    /**
     * Decodes an event, computes what it does not bring along, finds its window and group in each rollup that counts its time, and makes its rows of typed tables. One that {@code
     * where} leaves out is evaluated too: its id is recorded like any other's, so what is a copy does not depend on filters.
     *
     * @throws RuntimeException if that can't be done, whatever the reason
     */
    void evaluate(EventId id, int schemaId, long eventTime, byte[] encoded) {
        counts = tables.length > 0;
        missingKeys = 0;
        rowsWithoutKey = 0;
        for (int index = 0; index < rollups.length; index++) {
            counted[index] = rollups[index].counts(eventTime);
            counts |= counted[index];
        }
        if (!counts) {
            return;
        }
        decoder(schemaId).decode(encoded, event);
        event.setId(id);
        decoded(event);
        counts = evaluation.evaluate(event, countMissing);
        if (!counts) {
            return;
        }
        groups.reset();
        for (int index = 0; index < rollups.length; index++) {
            if (counted[index]) {
                windowStarts[index] = rollups[index].windowStartOf(event.eventTime());
                rollups[index].plan().groups().encode(event, groups);
            }
            groupEnds[index] = groups.length();
        }
        for (TableRoute table : tables) {
            rowsWithoutKey += table.make(id, event) ? 0 : 1;
        }
    }

    /** An event was decoded and is about to be evaluated. */
    void decoded(Event fresh) {}

    /** The event at hand counts nowhere. */
    final void leaveOut() {
        counts = false;
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

    /** Counts the event evaluated last and adds its rows, unless it does not count. */
    void applyTo(PartialAggregates partials, TableRows tableRows) {
        if (!counts) {
            return;
        }
        int start = 0;
        for (int index = 0; index < rollups.length; index++) {
            if (counted[index]) {
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
