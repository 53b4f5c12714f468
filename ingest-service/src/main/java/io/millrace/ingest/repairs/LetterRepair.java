package io.millrace.ingest.repairs;

import io.millrace.ingest.intake.IntakeLimits;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.registry.RegisteredAvro;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventIdentity;
import io.millrace.model.event.EventSchema;
import io.millrace.model.expression.ExpressionFailedException;
import io.millrace.model.format.CutRecord;
import io.millrace.model.format.RecordRepair;
import io.millrace.model.format.RefusedRecord;
import io.millrace.model.format.RejectedRecordException;
import io.millrace.model.format.RejectionCode;
import io.millrace.model.value.Value;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes dead letters events, as far as they can be: read by the rules of any record, and evaluated as the stream stage will, so that what it makes is counted. Not
 * thread-safe.
 */
final class LetterRepair {
    /** In every content type of Avro containers. */
    private static final String AVRO = "avro";

    private final ActivePipeline pipeline;
    private final IntakeLimits limits;
    private final RegisteredRecords registered;
    private final Clock clock;
    private final RecordRepair repair;
    private final EventIdentity identity;
    private final Event event;
    private final Event evaluated;
    private final EventDecoder decoder;

    /**
     * @param set expressions by the field that they set
     */
    LetterRepair(
            ActivePipeline pipeline,
            Map<String, String> set,
            IntakeLimits limits,
            RegisteredRecords registered,
            Clock clock) {
        this.pipeline = pipeline;
        this.limits = limits;
        this.registered = registered;
        this.clock = clock;
        repair = new RecordRepair(pipeline.definition(), pipeline.schema(), set, limits.record());
        identity = EventIdentity.of(pipeline.tenant(), pipeline.definition(), pipeline.schema());
        event = new Event(pipeline.schema());
        EventSchema evaluation = pipeline.evaluation().schema();
        evaluated = new Event(evaluation);
        decoder = new EventDecoder(pipeline.schema(), evaluation);
    }

    /** A letter that has no record to be read. */
    private static final class NoRecordException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        NoRecordException(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }
    }

    /**
     * @throws SchemaRegistryException if the registry does not answer
     */
    RepairOutcome of(DeadLetter letter) {
        RefusedRecord record;
        try {
            record = record(letter);
        } catch (NoRecordException none) {
            return new RepairOutcome.Rejected(Map.of(), none.code, Optional.empty(), String.valueOf(none.getMessage()));
        }
        Map<String, String> before = repair.begin(record);
        try {
            return event(letter, record, before);
        } catch (RejectedRecordException refused) {
            return new RepairOutcome.Rejected(before, refused.code().text(), refused.field(), refused.message());
        } catch (ExpressionFailedException failed) {
            return new RepairOutcome.Rejected(
                    before, "expression-failed", Optional.empty(), String.valueOf(failed.getMessage()));
        }
    }

    private RefusedRecord record(DeadLetter letter) throws NoRecordException {
        if (letter.truncated()) {
            throw new NoRecordException("truncated", "only the beginning of the record was kept");
        }
        return switch (letter.stage()) {
            case "ingest" -> received(letter);
            case "route" -> new RefusedRecord.Accepted(decode(letter.original()));
            default ->
                throw new NoRecordException(
                        "not-a-record", "what stage " + letter.stage() + " refused was made of events that counted");
        };
    }

    private RefusedRecord received(DeadLetter letter) throws NoRecordException {
        if (letter.contentType().equals(RegisteredAvro.CONTENT_TYPE)) {
            return registered(letter);
        }
        if (letter.contentType().contains(AVRO)) {
            return contained(letter);
        }
        return letter.header()
                .<RefusedRecord>map(header -> new RefusedRecord.Csv(letter.original(), header, letter.csv()))
                .orElseGet(() -> new RefusedRecord.Json(letter.original()));
    }

    private RefusedRecord registered(DeadLetter letter) throws NoRecordException {
        CutRecord record = registered.cut(letter.index(), letter.original());
        if (record.content() instanceof CutRecord.Avro avro) {
            return new RefusedRecord.Avro(record.original(), avro.offset(), avro.schema());
        }
        throw malformed(
                record.content() instanceof CutRecord.Unreadable unreadable ? unreadable.problem() : "it is no Avro");
    }

    private static RefusedRecord contained(DeadLetter letter) throws NoRecordException {
        String schema = letter.header().orElseThrow(() -> malformed("the schema of the file was not kept"));
        try {
            return RefusedRecord.Avro.ofContainer(letter.original(), schema);
        } catch (IllegalArgumentException unreadable) {
            throw malformed("the schema of the file can't be read: " + unreadable.getMessage());
        }
    }

    private static NoRecordException malformed(String message) {
        return new NoRecordException(RejectionCode.MALFORMED_RECORD.text(), message);
    }

    private Event decode(byte[] encoded) throws NoRecordException {
        try {
            EventSchema writer = pipeline.schemas().get(EventDecoder.schemaId(encoded));
            if (writer == null) {
                throw malformed("no event of this pipeline");
            }
            Event decoded = new Event(pipeline.schema());
            new EventDecoder(writer, pipeline.schema()).decode(encoded, decoded);
            return decoded;
        } catch (MalformedBytesException malformed) {
            throw malformed(String.valueOf(malformed.getMessage()));
        }
    }

    private RepairOutcome event(DeadLetter letter, RefusedRecord record, Map<String, String> before)
            throws RejectedRecordException {
        long now = clock.millis();
        long offset = pipeline.acceptingOffset();
        repair.read(record, event, now, offset);
        int time = pipeline.schema().timeIndex();
        if (time < 0 || !event.isPresent(time)) {
            // What says no time happened when it was accepted first, not when it was repaired.
            event.setEnvelope(timeOf(letter, record).toEpochMilli(), now, offset);
        }
        ByteWriter out = new ByteWriter();
        EventEncoder.encode(event, pipeline.record().current().schemaId(), out);
        if (out.length() > limits.maxEventBytes()) {
            throw new RejectedRecordException(
                    RejectionCode.RECORD_TOO_LARGE,
                    "the event takes " + out.length() + " bytes, at most " + limits.maxEventBytes() + " are possible");
        }
        EventId id = id(letter);
        byte[] encoded = out.toByteArray();
        decoder.decode(encoded, evaluated);
        evaluated.setId(id);
        var unused = pipeline.evaluation().evaluate(evaluated, Evaluation.MissingKeys.IGNORED);
        return new RepairOutcome.Event(before, values(), id, encoded);
    }

    private static Instant timeOf(DeadLetter letter, RefusedRecord record) {
        return record instanceof RefusedRecord.Accepted accepted
                ? Instant.ofEpochMilli(accepted.event().eventTime())
                : letter.at();
    }

    private EventId id(DeadLetter letter) {
        return identity.isDeclared()
                ? identity.declared(event)
                : letter.eventId()
                        .orElseGet(() -> identity.ofSource("dead letter\n" + letter.id(), -1, new byte[0], 0, 0));
    }

    private Map<String, Value> values() {
        Map<String, Value> values = new LinkedHashMap<>();
        for (int field = 0; field < pipeline.schema().size(); field++) {
            values.put(pipeline.schema().field(field).name(), event.value(field));
        }
        return values;
    }
}
