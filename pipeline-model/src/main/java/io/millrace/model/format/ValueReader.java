package io.millrace.model.format;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.value.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads single values of one field as the readers of events do: for those who have to find out what a text can be. Not thread-safe. */
public final class ValueReader {
    private final FieldParser parser;
    private final Event event;

    /** How a record holds a value. */
    public enum Form {
        /** A CSV cell that is not empty. */
        CELL(FieldParser.Form.TEXT),
        /** A JSON string. */
        TEXT(FieldParser.Form.TEXT),
        /** A JSON number. */
        NUMBER(FieldParser.Form.NUMBER),
        /** JSON {@code true} or {@code false}. */
        TRUTH(FieldParser.Form.TRUTH);

        private final FieldParser.Form parsed;

        Form(FieldParser.Form parsed) {
            this.parsed = parsed;
        }
    }

    public ValueReader(FieldDefinition field) {
        EventDefinition definition = new EventDefinition(
                List.of(field), Optional.empty(), List.of(), Duration.ZERO, EventDefinition.UnknownFields.IGNORE);
        parser = FieldParser.of(0, field);
        event = new Event(EventSchema.of("any", "any", definition));
    }

    /** The field's value; empty if it would be refused. */
    public Optional<Value> read(Form form, String text) {
        // A cell is text whatever the type, as it is to the reader of CSV.
        if (form != Form.CELL && !parser.takes(form.parsed)) {
            return Optional.empty();
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int start = 0;
        int end = utf8.length;
        if (form == Form.CELL && parser.trims()) {
            while (start < end && CsvReader.isSpace(utf8[start])) {
                start++;
            }
            while (start < end && CsvReader.isSpace(utf8[end - 1])) {
                end--;
            }
        }
        event.clear();
        try {
            parser.parse(utf8, start, end - start, event);
        } catch (RejectedRecordException refused) {
            return Optional.empty();
        }
        return Optional.of(event.value(0));
    }
}
