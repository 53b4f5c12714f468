package io.millrace.model.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.millrace.model.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects as events, without a tree. A key that the definition names may stand once in its object: with two values for one field
 * none is more right. Not thread-safe.
 *
 * <p>One Jackson parser lives through many records, which come to it as one stream; a record that is refused ends it, since it may be
 * anywhere within that record.
 */
final class JsonRecordParser {
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final OutputStream NOWHERE = OutputStream.nullOutputStream();

    private final EventAssembler assembler;
    private final JsonFields fields;
    private final JsonFactory factory;
    private final Slice slice = new Slice();
    private @Nullable JsonParser parser;
    private byte[] scratch = new byte[256];
    private long record;
    private long unknownFields;

    JsonRecordParser(EventAssembler assembler, RecordLimits limits) {
        this.assembler = assembler;
        fields = JsonFields.of(assembler);
        factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxNesting())
                        .maxStringLength(limits.maxRecordBytes())
                        .maxNameLength(limits.maxRecordBytes())
                        .maxNumberLength(NumberText.MAX_LENGTH)
                        .build())
                .build();
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
        slice.set(bytes, start, end);
        JsonParser current = parser;
        parser = null;
        try {
            if (current == null) {
                current = factory.createParser(slice);
            }
            event.clear();
            current.nextToken();
            object(current, fields, event);
            if (slice.available() > 0 || current.releaseBuffered(NOWHERE) > 0) {
                throw malformed("something follows the object");
            }
            parser = current;
        } catch (JsonProcessingException broken) {
            throw malformed(broken.getOriginalMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
        assembler.finish(event, acceptedAt, definitionsOffset);
    }

    static RejectedRecordException malformed(String message) {
        return new RejectedRecordException(RejectionCode.MALFORMED_RECORD, message);
    }

    private void object(JsonParser in, JsonFields place, Event event) throws IOException, RejectedRecordException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            JsonFields inner = place.key(key);
            JsonToken token = in.nextToken();
            if (inner == null) {
                if (assembler.rejectsUnknown()) {
                    throw assembler.unknown(key);
                }
                unknownFields++;
                in.skipChildren();
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
                in.skipChildren();
            } else {
                value(in, token, inner, event);
            }
        }
    }

    private void value(JsonParser in, JsonToken token, JsonFields place, Event event)
            throws IOException, RejectedRecordException {
        List<FieldParser> here = place.fields();
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                if (!here.isEmpty()) {
                    String kind = token == JsonToken.START_OBJECT ? "an object" : "an array";
                    String name = here.get(0).field.name();
                    throw new RejectedRecordException(
                            RejectionCode.WRONG_TYPE,
                            name,
                            name + " is " + kind + ", not a "
                                    + here.get(0).field.type());
                }
                if (token == JsonToken.START_OBJECT && place.hasKeys()) {
                    object(in, place, event);
                } else if (token == JsonToken.START_ARRAY && place.hasElements()) {
                    array(in, place, event);
                } else {
                    in.skipChildren();
                }
            }
            case VALUE_STRING -> scalar(in, FieldParser.Form.TEXT, here, event);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(in, FieldParser.Form.NUMBER, here, event);
            case VALUE_TRUE -> scalar(FieldParser.Form.TRUTH, TRUE, TRUE.length, here, event);
            case VALUE_FALSE -> scalar(FieldParser.Form.TRUTH, FALSE, FALSE.length, here, event);
            case VALUE_NULL -> {}
            default -> throw new IllegalStateException("no value: " + token);
        }
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
        scalar(form, scratch, length, here, event);
    }

    private static void scalar(FieldParser.Form form, byte[] text, int length, List<FieldParser> here, Event event)
            throws RejectedRecordException {
        for (int index = 0; index < here.size(); index++) {
            FieldParser field = here.get(index);
            if (!field.takes(form)) {
                throw field.reject(
                        field.mismatch(),
                        text,
                        0,
                        length,
                        "is a JSON " + name(form) + ", the field a " + field.field.type());
            }
            field.parse(text, 0, length, event);
        }
    }

    private static String name(FieldParser.Form form) {
        return switch (form) {
            case TEXT -> "string";
            case NUMBER -> "number";
            case TRUTH -> "boolean";
        };
    }

    /** Feeds one record after the other to the parser, which never reads past the end of an object that is complete. */
    private static final class Slice extends InputStream {
        private byte[] bytes = new byte[0];
        private int position;
        private int end;

        void set(byte[] newBytes, int start, int newEnd) {
            bytes = newBytes;
            position = start;
            end = newEnd;
        }

        @Override
        public int available() {
            return end - position;
        }

        @Override
        public int read() {
            return position == end ? -1 : bytes[position++] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (position == end) {
                return -1;
            }
            int count = Math.min(length, end - position);
            System.arraycopy(bytes, position, target, offset, count);
            position += count;
            return count;
        }
    }
}
