package io.millrace.batch.compute;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import java.util.Arrays;

/**
 * The bytes by whose unsigned order partial rows are brought together, so that one task sees all of a row at once, and all of a scope one after the other.
 *
 * <p>Of windows: kind (1), target (2 bytes), window start (8, sign flipped), partition of the aggregate stage (2), hash of the group (8), group. The
 * scope is all before the hash: what shares a limit of groups. Of sessions: kind (2), target, hash, group, start (8, sign flipped). The scope is all before the
 * start: the sessions of one group. Of windows on their way to Cassandra: kind (3), target, bucket (8, sign flipped), shard (2), group, window start; in the order of the table, so
 * that what is written together lies together there. The scope is a partition of the table. Numbers are big-endian. No group's bytes begin with another's.
 */
public final class SortKey {
    static final byte WINDOW = 1;
    static final byte SESSION = 2;
    static final byte STORED = 3;

    private static final int WINDOW_SCOPE = 13;
    private static final int STORED_SCOPE = 13;
    private static final int SESSION_HEADER = 11;

    /** The rest of the groups comes behind all of them. */
    private static final long LAST_HASH = -1;

    private SortKey() {}

    static void writeWindow(int target, long windowStart, int partition, GroupKey group, ByteWriter out) {
        out.writeByte(WINDOW);
        writeShort(target, out);
        out.writeLongBigEndian(windowStart ^ Long.MIN_VALUE);
        writeShort(partition, out);
        out.writeLongBigEndian(group.isOther() ? LAST_HASH : group.hash());
        out.writeBytes(group.bytes());
    }

    static void writeSession(int target, GroupKey group, long start, ByteWriter out) {
        out.writeByte(SESSION);
        writeShort(target, out);
        out.writeLongBigEndian(group.hash());
        out.writeBytes(group.bytes());
        out.writeLongBigEndian(start ^ Long.MIN_VALUE);
    }

    static void writeStored(int target, RollupLayout layout, GroupKey group, long windowStart, ByteWriter out) {
        out.writeByte(STORED);
        writeShort(target, out);
        out.writeLongBigEndian(layout.bucketOf(windowStart) ^ Long.MIN_VALUE);
        writeShort(layout.shardOf(group), out);
        out.writeBytes(group.bytes());
        out.writeLongBigEndian(windowStart ^ Long.MIN_VALUE);
    }

    private static void writeShort(int value, ByteWriter out) {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("does not fit two bytes: " + value);
        }
        out.writeByte(value >> 8);
        out.writeByte(value & 0xFF);
    }

    private static int readShort(byte[] key, int at) {
        return (key[at] & 0xFF) << 8 | (key[at + 1] & 0xFF);
    }

    /** Whether what one group came to in a partition of the table is sorted together, by start: then all of it can be stored as one. */
    public static boolean endsWithStart(byte[] key) {
        return key[0] != WINDOW;
    }

    static int target(byte[] key) {
        return readShort(key, 1);
    }

    static long start(byte[] key) {
        int at = endsWithStart(key) ? key.length - Long.BYTES : 3;
        return new ByteReader(key, at, Long.BYTES).readLongBigEndian() ^ Long.MIN_VALUE;
    }

    /** Of {@link #WINDOW}. */
    static int partition(byte[] key) {
        return readShort(key, 11);
    }

    static GroupKey group(byte[] key) {
        int from =
                switch (key[0]) {
                    case SESSION -> SESSION_HEADER;
                    case STORED -> STORED_SCOPE;
                    default -> WINDOW_SCOPE + Long.BYTES;
                };
        int to = endsWithStart(key) ? key.length - Long.BYTES : key.length;
        return new GroupKey(new ByteReader(key, from, to - from).readBytes(to - from));
    }

    /** What tells a row from others of its target, whatever the target's number. */
    public static byte[] row(byte[] key) {
        return Arrays.copyOfRange(key, 3, key.length);
    }

    /**
     * A number for the scope, by whose remainder scopes are shared out. Those as stored are few and large: they are numbered one after the other, so that each task has as many.
     */
    public static long spread(byte[] key) {
        if (key[0] == STORED) {
            long bucket = new ByteReader(key, 3, Long.BYTES).readLongBigEndian();
            return bucket + readShort(key, 11) + target(key);
        }
        return new GroupKey(Arrays.copyOf(key, scopeLength(key))).hash();
    }

    /** How many bytes at the beginning name the scope. */
    public static int scopeLength(byte[] key) {
        return switch (key[0]) {
            case SESSION -> key.length - Long.BYTES;
            case STORED -> STORED_SCOPE;
            default -> WINDOW_SCOPE;
        };
    }
}
