package io.millrace.model.format;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;

/** What makes a record an event whatever its format: the fields' parsers, required fields, event time. Not thread-safe. */
final class EventAssembler {
    private final EventSchema schema;
    private final FieldParser[] parsers;
    private final boolean rejectsUnknown;
    private final long maxAhead;
    private final GivenFields given;

    /** Chooses what reads a field. */
    interface Parsers {
        FieldParser of(int index, FieldDefinition field);
    }

    EventAssembler(EventDefinition definition, EventSchema schema) {
        this(definition, schema, FieldParser::of, GivenFields.NONE);
    }

    EventAssembler(EventDefinition definition, EventSchema schema, Parsers reading, GivenFields given) {
        this.schema = schema;
        this.given = given;
        parsers = new FieldParser[schema.size()];
        for (int index = 0; index < parsers.length; index++) {
            parsers[index] = reading.of(index, schema.field(index));
        }
        rejectsUnknown = definition.unknownFields() == EventDefinition.UnknownFields.REJECT;
        maxAhead = definition.maxAhead().toMillis();
    }

    int fields() {
        return parsers.length;
    }

    FieldParser parser(int index) {
        return parsers[index];
    }

    boolean rejectsUnknown() {
        return rejectsUnknown;
    }

    /** Refuses a field that a record has and the definition does not. */
    RejectedRecordException unknown(String key) {
        String shown = FieldParser.shown(key);
        return new RejectedRecordException(
                RejectionCode.UNKNOWN_FIELD,
                "the definition names no field " + shown + ", and says unknownFields: reject");
    }

    RejectedRecordException missing(FieldDefinition field) {
        String from = field.from().equals(field.name()) ? "" : " (from " + field.from() + ")";
        return new RejectedRecordException(
                RejectionCode.MISSING_FIELD, field.name(), field.name() + from + " is required, and missing or null");
    }

    /** Checks that all is there, once the values are set, and sets the envelope. */
    void finish(Event event, long acceptedAt, long definitionsOffset) throws RejectedRecordException {
        given.fill(event);
        for (int index = 0; index < parsers.length; index++) {
            if (!event.isPresent(index) && !schema.isOptional(index)) {
                throw missing(schema.field(index));
            }
        }
        int time = schema.timeIndex();
        long eventTime = time >= 0 && event.isPresent(time) ? event.asLong(time) : acceptedAt;
        if (eventTime - acceptedAt > maxAhead) {
            throw new RejectedRecordException(
                    RejectionCode.TOO_FAR_AHEAD,
                    schema.field(time).name(),
                    "the event time is " + (eventTime - acceptedAt) / 1000
                            + " s ahead of the time of acceptance; maxAhead is " + maxAhead / 1000 + " s");
        }
        event.setEnvelope(eventTime, acceptedAt, definitionsOffset);
    }
}
