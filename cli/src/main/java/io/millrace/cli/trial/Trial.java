package io.millrace.cli.trial;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventIdentity;
import io.millrace.model.event.EventSchema;
import io.millrace.model.expression.ExpressionFailedException;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.RejectedRecordException;
import io.millrace.model.format.RejectionCode;
import io.millrace.model.lookup.Lookups;
import io.millrace.model.rollup.FinishedRow;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupPlan;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A definition run over files, in memory. An event goes the way it goes in the services, in the same order: it is read, encoded, decoded and
 * evaluated, which may fail and leaves nothing behind; then its id is recorded; then it is counted, unless it is a copy or {@code where}
 * leaves it out. All is accepted at one moment, so a copy is a copy whatever {@code lateness} says. Keeps ids, groups and windows, no events. Not
 * thread-safe.
 */
public final class Trial {
    /** The longest encoded event that ingest-service accepts, unless it is told otherwise. */
    private static final int MAX_EVENT_BYTES = (1 << 20) - 1024;

    private static final int SCHEMA_ID = 0;

    private final PipelineDefinition definition;
    private final EventSchema schema;
    private final EventIdentity identity;
    private final Evaluation evaluation;
    private final EventDecoder decoder;
    private final Event accepted;
    private final Event evaluated;
    private final List<RollupRows> rollups;
    private final Set<EventId> ids = new HashSet<>();
    private final Map<String, Long> missingKeys = new TreeMap<>();
    private final ByteWriter encoded = new ByteWriter();
    private final ByteWriter group = new ByteWriter();
    private final long now;
    private int files;
    private long streamTime = Long.MIN_VALUE;

    /**
     * @param tenant whose pipeline it would be: of events of one time, {@code first} and {@code last} choose by id, which depends on it
     * @param lookups what {@code enrich} finds
     */
    public Trial(String tenant, PipelineDefinition definition, Lookups lookups, Clock clock) {
        this.definition = definition;
        schema = EventSchema.of(tenant, definition.pipeline(), definition.event());
        identity = EventIdentity.of(tenant, definition, schema);
        evaluation = Evaluation.of(definition, schema, lookups);
        decoder = new EventDecoder(schema, evaluation.schema());
        accepted = new Event(schema);
        evaluated = new Event(evaluation.schema());
        rollups = definition.rollups().stream()
                .map(rollup -> RollupRows.of(RollupPlan.of(rollup, evaluation.schema())))
                .toList();
        now = clock.millis();
    }

    /** Takes the records of a file in, after those of the files before. */
    public FileReport read(DataFile file, DataFile.Body body) throws IOException {
        FileReport report = new FileReport(file.title());
        String key = "try/" + files++;
        try (EventReader reader = EventReaders.open(body.format(), body.bytes(), definition, schema, file.options())) {
            while (reader.next()) {
                take(reader, key, report);
            }
        } catch (MalformedBodyException malformed) {
            report.malformed(malformed);
        }
        return report;
    }

    private void take(EventReader reader, String key, FileReport report) {
        EventId id;
        try {
            reader.read(accepted, now, 0);
            encoded.reset();
            EventEncoder.encode(accepted, SCHEMA_ID, encoded);
            if (encoded.length() > MAX_EVENT_BYTES) {
                throw new RejectedRecordException(
                        RejectionCode.RECORD_TOO_LARGE,
                        "the event takes " + encoded.length() + " bytes, at most " + MAX_EVENT_BYTES + " are possible");
            }
            id = identity.isDeclared()
                    ? identity.declared(accepted)
                    : identity.ofRequest(key, reader.index(), reader.raw(), reader.rawOffset(), reader.rawLength());
        } catch (RejectedRecordException refused) {
            report.reject(new TrialRecord(
                    TrialRecord.place(reader), refused.field(), refused.code().text(), refused.message()));
            return;
        }
        report.accept();
        decoder.decode(encoded.toByteArray(), evaluated);
        evaluated.setId(id);
        boolean counts;
        Set<String> missing = new HashSet<>();
        try {
            counts = evaluation.evaluate(evaluated, missing::add);
        } catch (ExpressionFailedException failed) {
            report.fail(new TrialRecord(
                    TrialRecord.place(reader),
                    Optional.empty(),
                    "expression-failed",
                    String.valueOf(failed.getMessage())));
            return;
        }
        streamTime = Math.max(streamTime, evaluated.eventTime());
        // Without a declared id every record has one of its own.
        if (identity.isDeclared() && !ids.add(id)) {
            report.duplicate();
        } else {
            missing.forEach(lookup -> missingKeys.merge(lookup, 1L, Long::sum));
            count(counts, report);
        }
    }

    private void count(boolean counts, FileReport report) {
        if (!counts) {
            report.leaveOut();
            return;
        }
        for (RollupRows rollup : rollups) {
            group.reset();
            rollup.plan().groups().encode(evaluated, group);
            rollup.add(evaluated, new GroupKey(group.toByteArray()));
        }
    }

    /** How many events had a key that a lookup does not have, by lookup. */
    public Map<String, Long> missingKeys() {
        return Map.copyOf(missingKeys);
    }

    /** In the order of the definition. */
    public List<RollupPlan> rollups() {
        return rollups.stream().map(RollupRows::plan).toList();
    }

    /** The rows of a rollup as the services would answer them, in the order of window and group. */
    public Stream<FinishedRow> rows(RollupPlan rollup) {
        long lateness = definition.lateness().toMillis();
        return rollups.stream()
                .filter(candidate -> candidate.plan() == rollup)
                .flatMap(found -> found.rows(end -> streamTime != Long.MIN_VALUE && streamTime - lateness >= end));
    }
}
