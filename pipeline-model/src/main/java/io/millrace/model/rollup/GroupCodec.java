package io.millrace.model.rollup;

import static io.millrace.model.definition.FieldType.Kind.BOOLEAN;
import static io.millrace.model.definition.FieldType.Kind.DATE;
import static io.millrace.model.definition.FieldType.Kind.DECIMAL;
import static io.millrace.model.definition.FieldType.Kind.DOUBLE;
import static io.millrace.model.definition.FieldType.Kind.INT;
import static io.millrace.model.definition.FieldType.Kind.LONG;
import static io.millrace.model.definition.FieldType.Kind.STRING;
import static io.millrace.model.definition.FieldType.Kind.TIMESTAMP;
import static io.millrace.model.definition.FieldType.Kind.UUID;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.Integer128;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Groups to bytes and back. The unsigned order of the bytes is the order of the values, dimension by dimension, null first; equal values have
 * equal bytes. A dimension is {@code 0} for null or {@code 1} and its value: integers and timestamps eight bytes with the sign flipped,
 * doubles in IEEE total order, decimals sixteen bytes, strings and uuids as UTF-8 with {@code 00} escaped as {@code 00 FF} and ended by
 * {@code 00 00}.
 *
 * @see <a href="https://apple.github.io/foundationdb/data-modeling.html#tuples">the tuple layer of FoundationDB</a>, for the escape
 */
public final class GroupCodec {
    private final List<String> names;
    private final int[] fields;
    private final FieldType[] types;

    private GroupCodec(List<String> names, int[] fields, FieldType[] types) {
        this.names = names;
        this.fields = fields;
        this.types = types;
    }

    /**
     * @throws IllegalArgumentException if the schema lacks a dimension
     */
    public static GroupCodec of(List<String> dimensions, EventSchema schema) {
        int[] fields = new int[dimensions.size()];
        FieldType[] types = new FieldType[fields.length];
        for (int index = 0; index < fields.length; index++) {
            fields[index] = schema.indexOf(dimensions.get(index));
            if (fields[index] < 0) {
                throw new IllegalArgumentException("no field " + dimensions.get(index));
            }
            types[index] = schema.field(fields[index]).type();
        }
        return new GroupCodec(List.copyOf(dimensions), fields, types);
    }

    /**
     * Of groups that have only some of these dimensions, in the order given.
     *
     * @param dimensions indexes of those
     */
    public GroupCodec keeping(List<Integer> dimensions) {
        return new GroupCodec(
                dimensions.stream().map(names::get).toList(),
                dimensions.stream().mapToInt(dimension -> fields[dimension]).toArray(),
                dimensions.stream().map(dimension -> types[dimension]).toArray(FieldType[]::new));
    }

    public List<String> names() {
        return names;
    }

    public FieldType type(int dimension) {
        return types[dimension];
    }

    /** Appends the group of an event. */
    public void encode(Event event, ByteWriter out) {
        for (int index = 0; index < fields.length; index++) {
            int field = fields[index];
            if (!event.isPresent(field)) {
                out.writeByte(0);
                continue;
            }
            out.writeByte(1);
            switch (types[index].kind()) {
                case BOOLEAN -> out.writeByte((int) event.asLong(field));
                case INT, LONG, TIMESTAMP, DATE -> writeOrdered(event.asLong(field), out);
                case DOUBLE -> out.writeLongBigEndian(orderedBits(event.asLong(field)));
                case DECIMAL -> writeDecimal(event.bytes(), event.sliceOffset(field), event.sliceLength(field), out);
                case STRING, UUID -> writeText(event.bytes(), event.sliceOffset(field), event.sliceLength(field), out);
            }
        }
    }

    /**
     * The bytes of one dimension's value, as {@link #encode} writes them.
     *
     * @throws IllegalArgumentException if the dimension can't have that value
     */
    public byte[] encodeValue(int dimension, Value value) {
        ByteWriter out = new ByteWriter(32);
        if (value instanceof Value.Missing) {
            out.writeByte(0);
            return out.toByteArray();
        }
        out.writeByte(1);
        FieldType type = types[dimension];
        FieldType.Kind kind = type.kind();
        if (kind == BOOLEAN && value instanceof Value.Truth truth) {
            out.writeByte(truth.value() ? 1 : 0);
        } else if ((kind == INT || kind == LONG) && value instanceof Value.Whole whole) {
            writeOrdered(whole.value(), out);
        } else if (kind == TIMESTAMP && value instanceof Value.Time time) {
            writeOrdered(time.value().toEpochMilli(), out);
        } else if (kind == DATE && value instanceof Value.Day day) {
            writeOrdered(day.value().toEpochDay(), out);
        } else if (kind == DOUBLE && value instanceof Value.Real real) {
            out.writeLongBigEndian(orderedBits(Double.doubleToRawLongBits(real.value())));
        } else if (kind == DECIMAL && value instanceof Value.Exact exact && fits(exact.value(), type)) {
            byte[] unscaled =
                    exact.value().setScale(type.scale()).unscaledValue().toByteArray();
            writeDecimal(unscaled, 0, unscaled.length, out);
        } else if (kind == STRING && value instanceof Value.Text text) {
            byte[] utf8 = text.value().getBytes(StandardCharsets.UTF_8);
            writeText(utf8, 0, utf8.length, out);
        } else if (kind == UUID && value instanceof Value.Identifier identifier) {
            byte[] utf8 = identifier.value().toString().getBytes(StandardCharsets.UTF_8);
            writeText(utf8, 0, utf8.length, out);
        } else {
            throw new IllegalArgumentException("no value of a dimension of type " + type + ": " + value);
        }
        return out.toByteArray();
    }

    private static boolean fits(BigDecimal value, FieldType type) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() <= type.scale()
                && stripped.precision() - stripped.scale() <= type.precision() - type.scale();
    }

    /**
     * The value of each dimension; of {@link GroupKey#OTHER} none has one.
     *
     * @throws MalformedBytesException if these are not the bytes of a group with these dimensions
     */
    public List<Value> decode(GroupKey group) {
        if (group.isOther()) {
            return Collections.nCopies(types.length, Value.MISSING);
        }
        ByteReader in = new ByteReader(group.bytes());
        List<Value> values = new ArrayList<>(types.length);
        for (FieldType type : types) {
            values.add(in.readFlag() ? decodeValue(type, in) : Value.MISSING);
        }
        requireEnd(in);
        return values;
    }

    /**
     * The bytes of each dimension, in order; they concatenate to the group.
     *
     * @throws MalformedBytesException if these are not the bytes of a group with these dimensions
     */
    public List<byte[]> split(GroupKey group) {
        ByteReader in = new ByteReader(group.bytes());
        List<byte[]> slices = new ArrayList<>(types.length);
        for (FieldType type : types) {
            int start = in.position();
            if (in.readFlag()) {
                skipValue(type, in);
            }
            slices.add(Arrays.copyOfRange(group.bytes(), start, in.position()));
        }
        requireEnd(in);
        return slices;
    }

    private static void requireEnd(ByteReader in) {
        if (in.remaining() != 0) {
            throw new MalformedBytesException("a group with " + in.remaining() + " bytes too many");
        }
    }

    private static Value decodeValue(FieldType type, ByteReader in) {
        try {
            return switch (type.kind()) {
                case BOOLEAN -> new Value.Truth(in.readFlag());
                case INT, LONG -> new Value.Whole(readOrdered(in));
                case TIMESTAMP -> new Value.Time(Instant.ofEpochMilli(readOrdered(in)));
                case DATE -> new Value.Day(LocalDate.ofEpochDay(readOrdered(in)));
                case DOUBLE -> new Value.Real(Double.longBitsToDouble(rawBits(in.readLongBigEndian())));
                case DECIMAL -> {
                    byte[] bytes = in.readBytes(Integer128.BYTES);
                    bytes[0] ^= (byte) 0x80;
                    yield new Value.Exact(new BigDecimal(new BigInteger(bytes), type.scale()));
                }
                case STRING -> new Value.Text(readText(in));
                case UUID -> new Value.Identifier(java.util.UUID.fromString(readText(in)));
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedBytesException("no value of type " + type + ": " + e.getMessage());
        }
    }

    private static void skipValue(FieldType type, ByteReader in) {
        switch (type.kind()) {
            case BOOLEAN -> in.skip(1);
            case INT, LONG, TIMESTAMP, DATE, DOUBLE -> in.skip(8);
            case DECIMAL -> in.skip(Integer128.BYTES);
            case STRING, UUID -> skipText(in);
        }
    }

    private static void writeOrdered(long value, ByteWriter out) {
        out.writeLongBigEndian(value ^ Long.MIN_VALUE);
    }

    private static long readOrdered(ByteReader in) {
        return in.readLongBigEndian() ^ Long.MIN_VALUE;
    }

    /** Bits whose unsigned order is the order of the doubles. */
    private static long orderedBits(long raw) {
        return raw < 0 ? ~raw : raw ^ Long.MIN_VALUE;
    }

    private static long rawBits(long ordered) {
        return ordered < 0 ? ordered ^ Long.MIN_VALUE : ~ordered;
    }

    private static void writeDecimal(byte[] unscaled, int offset, int length, ByteWriter out) {
        int surplus = Integer128.surplus(unscaled, offset, length);
        writeOrdered(Integer128.highOf(unscaled, offset + surplus, length - surplus), out);
        out.writeLongBigEndian(Integer128.lowOf(unscaled, offset + surplus, length - surplus));
    }

    private static void writeText(byte[] utf8, int offset, int length, ByteWriter out) {
        int from = offset;
        for (int index = offset; index < offset + length; index++) {
            if (utf8[index] == 0) {
                out.writeBytes(utf8, from, index + 1 - from);
                out.writeByte(0xFF);
                from = index + 1;
            }
        }
        out.writeBytes(utf8, from, offset + length - from);
        out.writeByte(0);
        out.writeByte(0);
    }

    /** Moves behind the text, and says how many of its bytes are escapes and end. */
    private static int skipText(ByteReader in) {
        int extra = 0;
        while (true) {
            if (in.readByte() == 0) {
                byte next = in.readByte();
                if (next == 0) {
                    return extra + 2;
                } else if (next != (byte) 0xFF) {
                    throw new MalformedBytesException("a text with 00 that is neither escaped nor its end");
                }
                extra++;
            }
        }
    }

    private static String readText(ByteReader in) {
        int start = in.position();
        int extra = skipText(in);
        byte[] bytes = in.array();
        int length = in.position() - start - extra;
        if (extra == 2) {
            return new String(bytes, start, length, StandardCharsets.UTF_8);
        }
        byte[] utf8 = new byte[length];
        int from = start;
        for (int index = 0; index < length; index++) {
            utf8[index] = bytes[from];
            from += bytes[from] == 0 ? 2 : 1;
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
