package io.millrace.model.format;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro records as events, without objects, by the value rules of JSON: dates, times, decimals and UUIDs are text, bytes that are none of
 * these Base64, which only strings take. Not thread-safe.
 */
final class AvroRecordParser {
    private final EventAssembler assembler;
    private final JsonFields fields;
    private long record;
    private long unknownFields;
    private ByteReader in = new ByteReader(new byte[0]);

    AvroRecordParser(EventAssembler assembler) {
        this.assembler = assembler;
        fields = JsonFields.of(assembler);
    }

    long unknownFields() {
        return unknownFields;
    }

    /**
     * @param bytes that {@link AvroScan} has found to be a record of this schema
     */
    void read(Schema schema, byte[] bytes, int offset, int length, Event event, long acceptedAt, long definitionsOffset)
            throws RejectedRecordException {
        in = new ByteReader(bytes, offset, length);
        record++;
        event.clear();
        value(schema, fields, event);
        assembler.finish(event, acceptedAt, definitionsOffset);
    }

    private void value(Schema schema, @Nullable JsonFields place, Event event) throws RejectedRecordException {
        switch (schema.getType()) {
            case RECORD -> {
                JsonFields within = within(place, "a record");
                for (Schema.Field field : schema.getFields()) {
                    value(field.schema(), within != null && within.hasKeys() ? key(within, field.name()) : null, event);
                }
            }
            case MAP -> map(schema.getValueType(), within(place, "a map"), event);
            case ARRAY -> array(schema.getElementType(), within(place, "an array"), event);
            case UNION -> value(AvroText.branch(schema, in), place, event);
            case NULL -> {}
            case BOOLEAN -> set(FieldParser.Form.TRUTH, Boolean.toString(in.readFlag()), place, event);
            case INT -> whole(in.readVarInt(), schema.getLogicalType(), place, event);
            case LONG -> whole(in.readVarLong(), schema.getLogicalType(), place, event);
            case FLOAT -> {
                float value = Float.intBitsToFloat(Integer.reverseBytes(in.readIntBigEndian()));
                set(FieldParser.Form.NUMBER, Float.toString(value), place, event);
            }
            case DOUBLE -> set(FieldParser.Form.NUMBER, Double.toString(in.readDouble()), place, event);
            case STRING -> string(in.readLength(), place, event);
            case ENUM -> set(FieldParser.Form.TEXT, AvroText.symbol(schema, in), place, event);
            case BYTES -> bytes(in.readLength(), schema.getLogicalType(), place, event);
            case FIXED -> bytes(schema.getFixedSize(), schema.getLogicalType(), place, event);
        }
    }

    /** The same place, if values may stand below it. */
    private static @Nullable JsonFields within(@Nullable JsonFields place, String kind) throws RejectedRecordException {
        if (place != null) {
            for (FieldParser field : place.fields()) {
                if (!field.passesOverStructures()) {
                    throw wrongType(field, kind);
                }
            }
        }
        return place;
    }

    private static RejectedRecordException wrongType(FieldParser field, String kind) {
        String name = field.field.name();
        return new RejectedRecordException(
                RejectionCode.WRONG_TYPE, name, name + " is " + kind + ", not a " + field.field.type());
    }

    private @Nullable JsonFields key(JsonFields place, String name) throws RejectedRecordException {
        JsonFields inner = place.key(name);
        if (inner == null) {
            if (assembler.rejectsUnknown()) {
                throw assembler.unknown(name);
            }
            unknownFields++;
        } else if (!inner.seeIn(record)) {
            throw JsonRecordParser.malformed("the key " + name + " stands twice in one map");
        }
        return inner;
    }

    private void map(Schema values, @Nullable JsonFields place, Event event) throws RejectedRecordException {
        for (long left = AvroText.blockCount(in); left != 0; left = AvroText.blockCount(in)) {
            for (; left != 0; left--) {
                String key = new String(in.readLengthPrefixed(), StandardCharsets.UTF_8);
                value(values, place != null && place.hasKeys() ? key(place, key) : null, event);
            }
        }
    }

    private void array(Schema elements, @Nullable JsonFields place, Event event) throws RejectedRecordException {
        int index = 0;
        for (long left = AvroText.blockCount(in); left != 0; left = AvroText.blockCount(in)) {
            for (; left != 0; left--) {
                value(elements, place == null ? null : place.element(index++), event);
            }
        }
    }

    private static void whole(long value, @Nullable LogicalType type, @Nullable JsonFields place, Event event)
            throws RejectedRecordException {
        if (place != null) {
            FieldParser.Form form = AvroText.isText(type) ? FieldParser.Form.TEXT : FieldParser.Form.NUMBER;
            set(form, AvroText.ofWhole(value, type), place, event);
        }
    }

    private void string(int length, @Nullable JsonFields place, Event event) throws RejectedRecordException {
        int start = in.position();
        in.skip(length);
        if (place == null) {
            return;
        }
        if (!Utf8.isValid(in.array(), start, length)) {
            throw JsonRecordParser.malformed("a string is not UTF-8");
        }
        FieldParser.parse(place.fields(), FieldParser.Form.TEXT, in.array(), start, length, event);
    }

    private void bytes(int length, @Nullable LogicalType type, @Nullable JsonFields place, Event event)
            throws RejectedRecordException {
        if (place == null) {
            in.skip(length);
            return;
        }
        byte[] value = in.readBytes(length);
        String text = AvroText.ofBytes(value, type);
        if (text == null) {
            for (FieldParser field : place.fields()) {
                if (field.field.type().kind() != FieldType.Kind.STRING) {
                    throw wrongType(field, "bytes without a logical type");
                }
            }
            text = Base64.getEncoder().encodeToString(value);
        }
        set(FieldParser.Form.TEXT, text, place, event);
    }

    private static void set(FieldParser.Form form, String text, @Nullable JsonFields place, Event event)
            throws RejectedRecordException {
        if (place != null) {
            List<FieldParser> here = place.fields();
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            FieldParser.parse(here, form, utf8, 0, utf8.length, event);
        }
    }
}
