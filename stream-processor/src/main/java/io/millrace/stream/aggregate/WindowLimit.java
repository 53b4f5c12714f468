package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.rollup.GroupKey;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of one window this partition keeps apart: those that rank first, by hash and then by bytes, so whatever the order they come in.
 * While the window's state lives that is exact. Once it is gone, the next event begins the window anew, with nothing kept but the {@link
 * #ceiling}: what ranks behind it is never kept again.
 *
 * <p>Store: the ranks that are kept, under key = {@link RowStore#NO_ROW}, {@link #KEPT}, target, window start, when the state closes (both 8
 * bytes, big-endian, sign flipped), rank; and what this class holds beside them, under {@link #LIMIT}, target and window start. Mutable, not
 * thread-safe.
 */
final class WindowLimit {
    static final byte LIMIT = 2;
    static final byte KEPT = 3;

    private static final int FORMAT = 1;
    private static final byte[] NONE = {};
    private static final byte[] PRESENT = {1};

    /** Behind every rank: no group begins so. */
    private static final byte[] LAST = {-1, -1, -1, -1, -1, -1, -1, -1, -1};

    private final KeyValueStore<Bytes, byte[]> store;
    private final byte[] place;
    private final long forgetAt;
    private long closesAt;
    private int kept;
    private byte[] ceiling = NONE;
    private byte @Nullable [] greatest;
    private boolean touched;
    private int puts;

    /** A group that came in, and the one that has to go for it. */
    record Admission(boolean isAdmitted, byte @Nullable [] pushedOut) {
        static final Admission REFUSED = new Admission(false, null);
        static final Admission FREE = new Admission(true, null);
    }

    /**
     * Goes on from what was saved, if anything.
     *
     * @param place target and window start
     * @param end when the state of the window's first part is gone
     * @param forgetAt the ceiling is needed no more once the pipeline's {@code closedBefore} has come to this
     */
    WindowLimit(KeyValueStore<Bytes, byte[]> store, byte[] place, long end, long forgetAt) {
        this.store = store;
        this.place = place;
        byte[] stored = store.get(limitKey());
        if (stored == null) {
            this.forgetAt = forgetAt;
            closesAt = end;
        } else {
            ByteReader in = reader(stored);
            this.forgetAt = in.readVarLong();
            closesAt = in.readVarLong();
            kept = in.readVarInt();
            ceiling = in.readLengthPrefixed();
        }
    }

    /** When the state of its rows is gone. */
    long closesAt() {
        return closesAt;
    }

    /** Whether some group was refused or pushed out. */
    boolean hasOverflowed() {
        return ceiling.length > 0;
    }

    /** Whether it is certain that a group, a slice of an array, is not kept: none that ranks behind the ceiling has a live row. */
    boolean refuses(byte[] source, int offset, int length) {
        if (ceiling.length == 0) {
            return false;
        }
        int byHash = Long.compareUnsigned(GroupKey.hashOf(source, offset, length), ceilingHash());
        return byHash == 0
                ? Arrays.compareUnsigned(source, offset, offset + length, ceiling, Long.BYTES, ceiling.length) > 0
                : byHash > 0;
    }

    private long ceilingHash() {
        return new ByteReader(ceiling).readLongBigEndian();
    }

    /** Begins anew, for what comes after the state is gone. */
    void begin(long newClosesAt, PipelineTime time) {
        closesAt = newClosesAt;
        kept = 0;
        greatest = null;
        if (time.isClosed(forgetAt)) {
            ceiling = NONE;
        }
    }

    /**
     * Decides on a group that has no live row.
     *
     * @param most groups that are kept
     */
    Admission admit(byte[] rank, int most) {
        if (ceiling.length > 0 && Arrays.compareUnsigned(rank, ceiling) > 0) {
            return Admission.REFUSED;
        }
        if (kept < most) {
            kept++;
            put(rank);
            if (greatest != null && Arrays.compareUnsigned(rank, greatest) > 0) {
                greatest = rank;
            }
            return Admission.FREE;
        }
        byte[] last = greatest();
        if (Arrays.compareUnsigned(rank, last) > 0) {
            ceiling = last;
            return Admission.REFUSED;
        }
        store.delete(keptKey(last));
        put(rank);
        // From the one that went downwards: what was deleted before lies above it.
        greatest = greatestUpTo(last);
        ceiling = greatest;
        return new Admission(true, last);
    }

    private void put(byte[] rank) {
        store.put(keptKey(rank), PRESENT);
        puts++;
    }

    private byte[] greatest() {
        if (greatest == null) {
            greatest = greatestUpTo(ceiling.length > 0 ? ceiling : LAST);
        }
        return greatest;
    }

    private byte[] greatestUpTo(byte[] bound) {
        try (KeyValueIterator<Bytes, byte[]> ranks = store.reverseRange(keptKey(NONE), keptKey(bound))) {
            if (!ranks.hasNext()) {
                throw new IllegalStateException("no group of a full window is kept");
            }
            KeyValue<Bytes, byte[]> last = ranks.next();
            byte[] key = last.key.get();
            return Arrays.copyOfRange(key, 2 + place.length + Long.BYTES, key.length);
        }
    }

    /** Marks that something came since the last drain. Says whether it is the first. */
    boolean touch() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    boolean isTouched() {
        return touched;
    }

    /** Writes it to the store, and says how many entries it put since the last time. */
    int save() {
        ByteWriter out = new ByteWriter(64);
        out.writeByte(FORMAT);
        out.writeVarLong(forgetAt);
        out.writeVarLong(closesAt);
        out.writeVarLong(kept);
        out.writeLengthPrefixed(ceiling);
        store.put(limitKey(), out.toByteArray());
        touched = false;
        int count = puts + 1;
        puts = 0;
        return count;
    }

    private Bytes limitKey() {
        ByteWriter key = new ByteWriter(place.length + 2);
        key.writeByte(RowStore.NO_ROW);
        key.writeByte(LIMIT);
        key.writeBytes(place);
        return Bytes.wrap(key.toByteArray());
    }

    private Bytes keptKey(byte[] rank) {
        ByteWriter key = new ByteWriter(place.length + rank.length + 2 + Long.BYTES);
        key.writeByte(RowStore.NO_ROW);
        key.writeByte(KEPT);
        key.writeBytes(place);
        key.writeLongBigEndian(closesAt ^ Long.MIN_VALUE);
        key.writeBytes(rank);
        return Bytes.wrap(key.toByteArray());
    }

    private static ByteReader reader(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("a limit of groups of format " + format);
        }
        return in;
    }

    /**
     * Whether an entry of the store is needed no more.
     *
     * @param kind of the entry
     * @param key behind its target
     */
    static boolean isDone(byte kind, ByteReader key, byte[] value, PipelineTime time) {
        key.skip(Long.BYTES);
        if (kind == KEPT) {
            return time.isClosed(key.readLongBigEndian() ^ Long.MIN_VALUE);
        }
        ByteReader in = reader(value);
        long forgetAt = in.readVarLong();
        boolean closed = time.isClosed(in.readVarLong());
        in.readVarInt();
        return closed && (in.readLength() == 0 || time.isClosed(forgetAt));
    }
}
