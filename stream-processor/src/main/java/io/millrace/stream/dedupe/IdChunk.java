package io.millrace.stream.dedupe;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.EventId;

/**
 * Ids of one pipeline that went into the store together: about 18 bytes each, up to some thousands. Since they were appended at about the same time they get too old together. Layout: the append time of the first (8
 * bytes, big-endian, ms), then of each the id (16, big-endian) and how much later than the first it was appended (zigzag). Not thread-safe.
 */
final class IdChunk {
    private static final int FULL_BYTES = 64 << 10;

    private final ByteWriter content = new ByteWriter();
    private long first;
    private long firstHigh;
    private long latest = Long.MIN_VALUE;

    /** Takes each id. */
    interface Visitor {
        void visit(long high, long low, long appendTime);
    }

    void add(long high, long low, long appendTime) {
        if (isEmpty()) {
            first = appendTime;
            firstHigh = high;
            content.writeLongBigEndian(first);
        }
        content.writeLongBigEndian(high);
        content.writeLongBigEndian(low);
        content.writeVarLong(appendTime - first);
        latest = Math.max(latest, appendTime);
    }

    boolean isEmpty() {
        return content.length() == 0;
    }

    boolean isFull() {
        return content.length() >= FULL_BYTES;
    }

    /** The latest append time in it. */
    long latest() {
        return latest;
    }

    /** The higher half of the id that was added first. */
    long firstHigh() {
        return firstHigh;
    }

    byte[] toBytes() {
        return content.toByteArray();
    }

    void clear() {
        content.reset();
        latest = Long.MIN_VALUE;
    }

    static void forEach(byte[] chunk, Visitor visitor) {
        ByteReader in = new ByteReader(chunk);
        long first = in.readLongBigEndian();
        while (in.remaining() > 0) {
            long high = in.readLongBigEndian();
            long low = in.readLongBigEndian();
            visitor.visit(high, low, first + in.readVarLong());
        }
    }

    /** No fewer ids than are in a chunk, and hardly more than a tenth too many. */
    static int mostIds(byte[] chunk) {
        return chunk.length / EventId.LENGTH;
    }
}
