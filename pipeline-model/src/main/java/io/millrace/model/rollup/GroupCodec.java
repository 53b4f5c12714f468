package io.millrace.model.rollup;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.value.Value;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Groups to bytes and back. The unsigned order of the bytes is the order of the values, dimension by dimension, null first; equal values have
 * equal bytes. A dimension is {@code 0} for null or {@code 1} and its value: integers and timestamps eight bytes with the sign flipped,
 * doubles in IEEE total order, decimals sixteen bytes, strings and uuids as UTF-8 with {@code 00} escaped as {@code 00 FF} and ended by
 * {@code 00 00}.
 *
 * @see <a href="https://apple.github.io/foundationdb/data-modeling.html#tuples">the tuple layer of FoundationDB</a>, for the escape
 */
public final class GroupCodec {
    private static final int DECIMAL_LENGTH = 16;

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
                case INT, LONG, TIMESTAMP, DATE -> out.writeLongBigEndian(event.asLong(field) ^ Long.MIN_VALUE);
                case DOUBLE -> out.writeLongBigEndian(orderedBits(event.asLong(field)));
                case DECIMAL -> writeDecimal(event.bytes(), event.sliceOffset(field), event.sliceLength(field), out);
                case STRING, UUID -> writeText(event.bytes(), event.sliceOffset(field), event.sliceLength(field), out);
            }
        }
    }

    /** The bytes of one dimension's value, as {@link #encode} writes them. */
    public byte[] encodeValue(int dimension, Value value) {
        ByteWriter out = new ByteWriter(32);
        if (value instanceof Value.Missing) {
            out.writeByte(0);
            return out.toByteArray();
        }
        out.writeByte(1);
        if (value instanceof Value.Truth truth) {
            out.writeByte(truth.value() ? 1 : 0);
        } else if (value instanceof Value.Whole whole) {
            out.writeLongBigEndian(whole.value() ^ Long.MIN_VALUE);
        } else if (value instanceof Value.Time time) {
            out.writeLongBigEndian(time.value().toEpochMilli() ^ Long.MIN_VALUE);
        } else if (value instanceof Value.Day day) {
            out.writeLongBigEndian(day.value().toEpochDay() ^ Long.MIN_VALUE);
        } else if (value instanceof Value.Real real) {
            out.writeLongBigEndian(orderedBits(Double.doubleToRawLongBits(real.value() + 0.0)));
        } else if (value instanceof Value.Exact exact) {
            byte[] unscaled = exact.value()
                    .setScale(types[dimension].scale())
                    .unscaledValue()
                    .toByteArray();
            writeDecimal(unscaled, 0, unscaled.length, out);
        } else if (value instanceof Value.Text text) {
            byte[] utf8 = text.value().getBytes(StandardCharsets.UTF_8);
            writeText(utf8, 0, utf8.length, out);
        } else if (value instanceof Value.Identifier identifier) {
            byte[] utf8 = identifier.value().toString().getBytes(StandardCharsets.UTF_8);
            writeText(utf8, 0, utf8.length, out);
        } else {
            throw new IllegalArgumentException("not a dimension: " + value);
        }
        return out.toByteArray();
    }

    /** The value of each dimension. */
    public List<Value> decode(GroupKey group) {
        ByteReader in = new ByteReader(group.bytes());
        List<Value> values = new ArrayList<>(types.length);
        for (FieldType type : types) {
            values.add(in.readByte() == 0 ? Value.MISSING : decodeValue(type, in));
        }
        if (in.remaining() != 0) {
            throw new MalformedBytesException("a group with " + in.remaining() + " bytes too many");
        }
        return values;
    }

    /** The bytes of each dimension, in order; they concatenate to the group. */
    public List<byte[]> split(GroupKey group) {
        ByteReader in = new ByteReader(group.bytes());
        List<byte[]> slices = new ArrayList<>(types.length);
        for (FieldType type : types) {
            int start = in.position();
            if (in.readByte() != 0) {
                decodeValue(type, in);
            }
            slices.add(Arrays.copyOfRange(group.bytes(), start, in.position()));
        }
        return slices;
    }

    private static Value decodeValue(FieldType type, ByteReader in) {
        return switch (type.kind()) {
            case BOOLEAN -> new Value.Truth(in.readByte() != 0);
            case INT, LONG -> new Value.Whole(in.readLongBigEndian() ^ Long.MIN_VALUE);
            case TIMESTAMP -> new Value.Time(Instant.ofEpochMilli(in.readLongBigEndian() ^ Long.MIN_VALUE));
            case DATE -> new Value.Day(LocalDate.ofEpochDay(in.readLongBigEndian() ^ Long.MIN_VALUE));
            case DOUBLE -> new Value.Real(Double.longBitsToDouble(rawBits(in.readLongBigEndian())));
            case DECIMAL -> {
                byte[] bytes = in.readBytes(DECIMAL_LENGTH);
                bytes[0] ^= (byte) 0x80;
                yield new Value.Exact(new BigDecimal(new BigInteger(bytes), type.scale()));
            }
            case STRING -> new Value.Text(readText(in));
            case UUID -> new Value.Identifier(UUID.fromString(readText(in)));
        };
    }

    /** Bits whose unsigned order is the order of the doubles. */
    private static long orderedBits(long raw) {
        return raw < 0 ? ~raw : raw ^ Long.MIN_VALUE;
    }

    private static long rawBits(long ordered) {
        return ordered < 0 ? ordered ^ Long.MIN_VALUE : ~ordered;
    }

    private static void writeDecimal(byte[] unscaled, int offset, int length, ByteWriter out) {
        // 38 digits take 127 bits, so sixteen bytes hold every decimal, and a longer array only repeats its sign.
        int extra = Math.max(0, length - DECIMAL_LENGTH);
        int sign = unscaled[offset] < 0 ? 0xFF : 0;
        int start = out.length();
        for (int index = length; index < DECIMAL_LENGTH; index++) {
            out.writeByte(sign);
        }
        out.writeBytes(unscaled, offset + extra, length - extra);
        out.array()[start] ^= (byte) 0x80;
    }

    private static void writeText(byte[] utf8, int offset, int length, ByteWriter out) {
        for (int index = offset; index < offset + length; index++) {
            out.writeByte(utf8[index]);
            if (utf8[index] == 0) {
                out.writeByte(0xFF);
            }
        }
        out.writeByte(0);
        out.writeByte(0);
    }

    private static String readText(ByteReader in) {
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
        while (true) {
            byte next = in.readByte();
            if (next == 0 && in.readByte() == 0) {
                return utf8.toString(StandardCharsets.UTF_8);
            }
            utf8.write(next);
        }
    }
}
