package io.millrace.model.event;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.FieldType;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/**
 * The values of one event, mutable and reused: a cell a field, without boxing. Numbers, booleans, timestamps and dates are a
 * {@code long}; a double is its raw bits; strings (UTF-8), decimals (two's complement, big-endian, unscaled) and uuids (their 36
 * characters) are slices of {@link #bytes()}. Not thread-safe.
 */
public final class Event {
    private final EventSchema schema;
    private final long[] cells;
    private final boolean[] present;
    private final ByteWriter own = new ByteWriter();
    private byte[] bytes;

    private long eventTime;
    private long acceptedAt;
    private long definitionsOffset;
    private long idHigh;
    private long idLow;

    public Event(EventSchema schema) {
        this.schema = schema;
        cells = new long[schema.size()];
        present = new boolean[schema.size()];
        bytes = own.array();
    }

    public EventSchema schema() {
        return schema;
    }

    /** Forgets all values. */
    public void clear() {
        Arrays.fill(present, false);
        own.reset();
        bytes = own.array();
    }

    /** Forgets all values; slices of values set from now on lie in {@code source}, which must not change while this is read. */
    void clearOnto(byte[] source) {
        Arrays.fill(present, false);
        own.reset();
        bytes = source;
    }

    /** Milliseconds since the epoch. */
    public long eventTime() {
        return eventTime;
    }

    /** Milliseconds since the epoch. */
    public long acceptedAt() {
        return acceptedAt;
    }

    public long definitionsOffset() {
        return definitionsOffset;
    }

    public void setEnvelope(long newEventTime, long newAcceptedAt, long newDefinitionsOffset) {
        eventTime = newEventTime;
        acceptedAt = newAcceptedAt;
        definitionsOffset = newDefinitionsOffset;
    }

    /** The upper half of the event's id, which its topic keeps in the record's key; whoever reads the record sets it. */
    public long idHigh() {
        return idHigh;
    }

    public long idLow() {
        return idLow;
    }

    public void setId(EventId id) {
        idHigh = id.high();
        idLow = id.low();
    }

    public boolean isPresent(int field) {
        return present[field];
    }

    /** An int, long, boolean (0 or 1), timestamp (ms) or date (days). */
    public long asLong(int field) {
        return cells[field];
    }

    public double asDouble(int field) {
        return Double.longBitsToDouble(cells[field]);
    }

    /** Where the slices of strings, decimals and uuids lie. */
    public byte[] bytes() {
        return bytes;
    }

    public int sliceOffset(int field) {
        return (int) (cells[field] >>> 32);
    }

    public int sliceLength(int field) {
        return (int) cells[field];
    }

    public String asString(int field) {
        return new String(bytes, sliceOffset(field), sliceLength(field), StandardCharsets.UTF_8);
    }

    /** The unscaled value of a decimal; the scale is the type's. */
    public BigInteger asUnscaled(int field) {
        return new BigInteger(bytes, sliceOffset(field), sliceLength(field));
    }

    /** The first 64 bits of a uuid. */
    public long uuidHigh(int field) {
        int start = sliceOffset(field);
        return hexadecimal(start, 8) << 32 | hexadecimal(start + 9, 4) << 16 | hexadecimal(start + 14, 4);
    }

    /** The last 64 bits of a uuid. */
    public long uuidLow(int field) {
        int start = sliceOffset(field);
        return hexadecimal(start + 19, 4) << 48 | hexadecimal(start + 24, 12);
    }

    private long hexadecimal(int start, int digits) {
        long number = 0;
        for (int index = start; index < start + digits; index++) {
            number = number << 4 | Character.digit(bytes[index], 16);
        }
        return number;
    }

    public void setLong(int field, long value) {
        cells[field] = value;
        present[field] = true;
    }

    /** Negative zero becomes zero, so that equal numbers have equal bits everywhere behind this point. */
    public void setDouble(int field, double value) {
        setLong(field, Double.doubleToRawLongBits(value + 0.0));
    }

    /** Copies a slice into the event's own bytes; if it points into what it was decoded from, that too, so that all slices lie in one array. */
    public void setSlice(int field, byte[] source, int offset, int length) {
        if (bytes != own.array()) {
            own.writeBytes(bytes, 0, bytes.length);
        }
        int start = own.length();
        own.writeBytes(source, offset, length);
        bytes = own.array();
        setSliceInPlace(field, start, length);
    }

    public void setString(int field, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        setSlice(field, utf8, 0, utf8.length);
    }

    void setSliceInPlace(int field, int offset, int length) {
        setLong(field, (long) offset << 32 | length);
    }

    /** The value as users see it. Allocates: not for the hot path. */
    public Value value(int field) {
        if (!present[field]) {
            return Value.MISSING;
        }
        FieldType type = schema.field(field).type();
        return switch (type.kind()) {
            case STRING -> new Value.Text(asString(field));
            case BOOLEAN -> new Value.Truth(asLong(field) != 0);
            case INT, LONG -> new Value.Whole(asLong(field));
            case DOUBLE -> new Value.Real(asDouble(field));
            case DECIMAL -> new Value.Exact(new BigDecimal(asUnscaled(field), type.scale()));
            case TIMESTAMP -> new Value.Time(Instant.ofEpochMilli(asLong(field)));
            case DATE -> new Value.Day(LocalDate.ofEpochDay(asLong(field)));
            case UUID -> new Value.Identifier(UUID.fromString(asString(field)));
        };
    }
}
