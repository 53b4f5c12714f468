package io.millrace.model.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Reads JSON objects as events, without a tree. A key that the definition names may stand once in its object: with two values for one field
 * none is more right. Not thread-safe.
 */
final class JsonRecordParser {
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final EventAssembler assembler;
    private final JsonFields fields;
    private final JsonSyntax syntax;
    private final RecordLimits limits;
    private byte[] scratch = new byte[256];
    private long record;
    private long unknownFields;
    // Of the current record, those within what is skipped included.
    private int keys;

    JsonRecordParser(EventAssembler assembler, RecordLimits limits) {
        this.assembler = assembler;
        fields = JsonFields.of(assembler);
        syntax = new JsonSyntax(limits);
        this.limits = limits;
    }

    long unknownFields() {
        return unknownFields;
    }

    static boolean isSpace(byte next) {
        return next == ' ' || next == '\t' || next == '\r' || next == '\n';
    }

    void read(byte[] bytes, int offset, int length, Event event, long acceptedAt, long definitionsOffset)
            throws RejectedRecordException {
        int start = offset;
        int end = offset + length;
        while (start < end && isSpace(bytes[start])) {
            start++;
        }
        while (end > start && isSpace(bytes[end - 1])) {
            end--;
        }
        // A zero is no JSON in UTF-8, but would make Jackson take the record for UTF-16.
        if (start == end || bytes[start] != '{' || (end - start > 1 && bytes[start + 1] == 0)) {
            throw malformed("the record is not a JSON object");
        }
        if (!Utf8.isValid(bytes, start, end - start)) {
            throw malformed("the record is not UTF-8");
        }
        record++;
        keys = 0;
        event.clear();
        try {
            document(syntax.begin(bytes, start, end - start), event);
        } catch (JsonProcessingException broken) {
            throw malformed(broken.getOriginalMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
        assembler.finish(event, acceptedAt, definitionsOffset);
    }

    private void document(JsonParser in, Event event) throws IOException, RejectedRecordException {
        try {
            in.nextToken();
            object(in, fields, event);
        } catch (StreamConstraintsException tooMuch) {
            // The parser has gone down by then. Beside nesting it bounds the length of numbers, of which it says so.
            if (in.getParsingContext().getNestingDepth() > limits.maxNesting()) {
                throw limits.tooDeep();
            }
            throw tooMuch;
        }
        if (!syntax.isAtEnd(in)) {
            throw malformed("something follows the object");
        }
    }

    static RejectedRecordException malformed(String message) {
        return new RejectedRecordException(RejectionCode.MALFORMED_RECORD, message);
    }

    private void object(JsonParser in, JsonFields place, Event event) throws IOException, RejectedRecordException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            limits.check(++keys);
            String key = in.currentName();
            JsonFields inner = place.key(key);
            JsonToken token = in.nextToken();
            if (inner == null) {
                if (assembler.rejectsUnknown()) {
                    throw assembler.unknown(key);
                }
                unknownFields++;
                skip(in);
            } else if (inner.seeIn(record)) {
                value(in, token, inner, event);
            } else {
                throw malformed("the key " + key + " stands twice in one object");
            }
        }
    }

    private void array(JsonParser in, JsonFields place, Event event) throws IOException, RejectedRecordException {
        int index = 0;
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            JsonFields inner = place.element(index++);
            if (inner == null) {
                skip(in);
            } else {
                value(in, token, inner, event);
            }
        }
    }

    /** Passes over a value, but for its keys, which are counted. */
    private void skip(JsonParser in) throws IOException, RejectedRecordException {
        if (!in.currentToken().isStructStart()) {
            return;
        }
        for (int open = 1; open > 0; ) {
            JsonToken token = in.nextToken();
            if (token == JsonToken.FIELD_NAME) {
                limits.check(++keys);
            } else if (token.isStructStart()) {
                open++;
            } else if (token.isStructEnd()) {
                open--;
            }
        }
    }

    private void value(JsonParser in, JsonToken token, JsonFields place, Event event)
            throws IOException, RejectedRecordException {
        List<FieldParser> here = place.fields();
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                for (int index = 0; index < here.size(); index++) {
                    if (!here.get(index).passesOverStructures()) {
                        throw structure(here.get(index).field, token);
                    }
                }
                if (token == JsonToken.START_OBJECT && place.hasKeys()) {
                    object(in, place, event);
                } else if (token == JsonToken.START_ARRAY && place.hasElements()) {
                    array(in, place, event);
                } else {
                    skip(in);
                }
            }
            case VALUE_STRING -> scalar(in, FieldParser.Form.TEXT, here, event);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(in, FieldParser.Form.NUMBER, here, event);
            case VALUE_TRUE -> FieldParser.parse(here, FieldParser.Form.TRUTH, TRUE, 0, TRUE.length, event);
            case VALUE_FALSE -> FieldParser.parse(here, FieldParser.Form.TRUTH, FALSE, 0, FALSE.length, event);
            case VALUE_NULL -> {}
            default -> throw new IllegalStateException("no value: " + token);
        }
    }

    private static RejectedRecordException structure(FieldDefinition field, JsonToken token) {
        String kind = token == JsonToken.START_OBJECT ? "an object" : "an array";
        return new RejectedRecordException(
                RejectionCode.WRONG_TYPE, field.name(), field.name() + " is " + kind + ", not a " + field.type());
    }

    private void scalar(JsonParser in, FieldParser.Form form, List<FieldParser> here, Event event)
            throws IOException, RejectedRecordException {
        char[] characters = in.getTextCharacters();
        int count = in.getTextLength();
        if (scratch.length / 3 < count) {
            scratch = new byte[Math.max(scratch.length * 2, count * 3)];
        }
        int length = Utf8.encode(characters, in.getTextOffset(), count, scratch);
        if (length < 0) {
            throw malformed("a string has half of a surrogate pair");
        }
        FieldParser.parse(here, form, scratch, 0, length, event);
    }
}
