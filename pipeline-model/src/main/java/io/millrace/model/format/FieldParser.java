package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads one field's value from its text into an event, by the value rules of the HTTP API. Not thread-safe. */
abstract class FieldParser {
    /** How a record holds a value. */
    enum Form {
        /** A string, or a CSV cell. */
        TEXT("string"),
        NUMBER("number"),
        /** {@code true} or {@code false}. */
        TRUTH("boolean");

        private final String title;

        Form(String title) {
            this.title = title;
        }
    }

    private static final int SHOWN = 64;

    final int index;
    final FieldDefinition field;

    FieldParser(int index, FieldDefinition field) {
        this.index = index;
        this.field = field;
    }

    static FieldParser of(int index, FieldDefinition field) {
        return switch (field.type().kind()) {
            case STRING -> new StringParser(index, field);
            case BOOLEAN -> new BooleanParser(index, field);
            case INT, LONG -> new IntegerParser(index, field);
            case DOUBLE -> new DoubleParser(index, field);
            case DECIMAL -> new DecimalParser(index, field);
            case TIMESTAMP -> TimestampParser.of(index, field);
            case DATE -> DateParser.of(index, field);
            case UUID -> new UuidParser(index, field);
        };
    }

    /** Whether JSON may hold the value so. */
    abstract boolean takes(Form form);

    /** Whether an object or array in the field's place is no problem. */
    boolean passesOverStructures() {
        return false;
    }

    /** Sets the field from valid UTF-8 text. */
    abstract void parse(byte[] text, int offset, int length, Event event) throws RejectedRecordException;

    /** Why a value of a form that is not taken is refused. */
    abstract RejectionCode mismatch();

    /** Whether spaces around a CSV cell are no part of the value. */
    boolean trims() {
        return true;
    }

    /** Sets the fields whose value is the same text. */
    static void parse(List<FieldParser> fields, Form form, byte[] text, int offset, int length, Event event)
            throws RejectedRecordException {
        for (int at = 0; at < fields.size(); at++) {
            FieldParser parser = fields.get(at);
            if (!parser.takes(form)) {
                throw parser.reject(
                        parser.mismatch(),
                        text,
                        offset,
                        length,
                        "is a " + form.title + ", the field a " + parser.field.type());
            }
            parser.parse(text, offset, length, event);
        }
    }

    final RejectedRecordException reject(RejectionCode code, byte[] text, int offset, int length, String problem) {
        return new RejectedRecordException(code, field.name(), shown(text, offset, length) + " " + problem);
    }

    /** The beginning of a text in quotes, safe to print on one line. */
    static String shown(byte[] text, int offset, int length) {
        // A character takes at most four bytes, so this decodes no more than it shows.
        return shown(new String(text, offset, Math.min(length, 4 * SHOWN), StandardCharsets.UTF_8));
    }

    /** The beginning of a text in quotes, safe to print on one line. */
    static String shown(String all) {
        StringBuilder shown = new StringBuilder("'");
        int count = 0;
        for (int at = 0; at < all.length() && count < SHOWN; count++) {
            int next = all.codePointAt(at);
            shown.appendCodePoint(Character.isISOControl(next) ? '?' : next);
            at += Character.charCount(next);
        }
        return shown.append(count == SHOWN ? "…'" : "'").toString();
    }
}
