package io.millrace.model.format;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.MalformedBytesException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Avro's values as the text that JSON would hold. */
final class AvroText {
    private static final String UUID_TYPE = "uuid";

    /** Of a decimal: a scale is a number in the schema, and plain text has as many digits as it says. */
    private static final int MAX_SCALE = 1000;
    /** Of a decimal: what it takes to write one grows with the square of its bytes. */
    private static final int MAX_DECIMAL_BYTES = 1000;

    private AvroText() {}

    /** Values in the next block of an array or map, 0 = there is none. */
    static long blockCount(ByteReader in) {
        long count = in.readVarLong();
        if (count >= 0) {
            return count;
        }
        // A length in bytes follows, for those who want to pass over the block.
        in.readVarLong();
        if (count == Long.MIN_VALUE) {
            throw new MalformedBytesException("a count of more than 63 bits");
        }
        return -count;
    }

    /** The type that a union has here. */
    static Schema branch(Schema union, ByteReader in) {
        return element(union.getTypes(), in);
    }

    static String symbol(Schema schema, ByteReader in) {
        return element(schema.getEnumSymbols(), in);
    }

    private static <T> T element(List<T> all, ByteReader in) {
        int index = in.readVarInt();
        if (index < 0 || index >= all.size()) {
            throw new MalformedBytesException("number " + index + " of " + all.size());
        }
        return all.get(index);
    }

    /** Whether whole numbers of the type are written as text, not as numbers. */
    static boolean isText(@Nullable LogicalType type) {
        return type instanceof LogicalTypes.Date
                || type instanceof LogicalTypes.TimestampMillis
                || type instanceof LogicalTypes.TimestampMicros;
    }

    /** A whole number: a date, a time in RFC 3339, or its digits. */
    static String ofWhole(long value, @Nullable LogicalType type) {
        if (type instanceof LogicalTypes.Date) {
            return LocalDate.ofEpochDay(value).toString();
        } else if (type instanceof LogicalTypes.TimestampMillis) {
            return Instant.ofEpochMilli(value).toString();
        } else if (type instanceof LogicalTypes.TimestampMicros) {
            return Instant.EPOCH.plus(value, ChronoUnit.MICROS).toString();
        }
        return Long.toString(value);
    }

    /** Bytes that stand for something else; null if they are bytes and no more, as are decimals of more digits than any field has. */
    static @Nullable String ofBytes(byte[] bytes, @Nullable LogicalType type) {
        if (type instanceof LogicalTypes.Decimal decimal
                && decimal.getScale() <= MAX_SCALE
                && bytes.length > 0
                && bytes.length <= MAX_DECIMAL_BYTES) {
            return new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString();
        }
        if (type != null && type.getName().equals(UUID_TYPE) && bytes.length == 2 * Long.BYTES) {
            ByteReader in = new ByteReader(bytes);
            return new UUID(in.readLongBigEndian(), in.readLongBigEndian()).toString();
        }
        return null;
    }
}
