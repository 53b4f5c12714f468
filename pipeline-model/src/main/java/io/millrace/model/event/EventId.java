package io.millrace.model.event;

import io.millrace.model.bytes.ByteReader;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The identity of an event, 16 bytes, a valid UUID (RFC 9562). Version 8: derived from what makes the event itself, so a copy has the same id
 * and is counted once. Version 7: fresh, so it has no copy and is not looked up.
 */
public record EventId(long high, long low) {
    public static final int LENGTH = 16;

    public static EventId read(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("an event id has 16 bytes, not " + bytes.length);
        }
        ByteReader in = new ByteReader(bytes);
        return new EventId(in.readLongBigEndian(), in.readLongBigEndian());
    }

    /** From the first 128 bits of a digest, of which six make room for version and variant. */
    public static EventId derived(byte[] digest) {
        ByteReader in = new ByteReader(digest);
        long high = (in.readLongBigEndian() & ~0xF000L) | 0x8000L;
        long low = (in.readLongBigEndian() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new EventId(high, low);
    }

    /** Version 7: 48 bits of milliseconds, then random ones. */
    public static EventId fresh(long millis, long random1, long random2) {
        long high = (millis << 16) | 0x7000L | (random1 & 0xFFFL);
        long low = (random2 & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new EventId(high, low);
    }

    /** Whether a copy of the event would have the same id. */
    public boolean isDerived() {
        return (high & 0xF000L) == 0x8000L;
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
    }

    public static EventId of(UUID uuid) {
        return new EventId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    public UUID toUuid() {
        return new UUID(high, low);
    }

    @Override
    public String toString() {
        return toUuid().toString();
    }
}
