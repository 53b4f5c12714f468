package io.millrace.model.rollup;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The values of a group's dimensions in bytes whose unsigned order is the order of the values, null first (see {@link GroupCodec}). Immutable:
 * the array is not copied and must not change.
 */
public record GroupKey(byte[] bytes) implements Comparable<GroupKey> {
    /** {@code _other}: the groups of a window beyond {@code maxGroups}, together. Behind every group of values, whose bytes begin with 0 or 1. */
    public static final GroupKey OTHER = new GroupKey(new byte[] {2});

    public boolean isOther() {
        return equals(OTHER);
    }

    /**
     * 64-bit FNV-1a of the bytes, whose weak upper bits MurmurHash3's finalizer then mixes. Rows are stored and groups are kept by it, so it never
     * changes.
     *
     * @see <a href="http://www.isthe.com/chongo/tech/comp/fnv/">Fowler, Noll and Vo, FNV hash</a>
     * @see <a href="https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp">MurmurHash3, fmix64</a>
     */
    public long hash() {
        return hashOf(bytes, 0, bytes.length);
    }

    /** The same of a group's bytes that are a slice of an array. */
    public static long hashOf(byte[] source, int offset, int length) {
        long hash = 0xcbf29ce484222325L;
        for (int at = offset; at < offset + length; at++) {
            hash = (hash ^ (source[at] & 0xFF)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }

    @Override
    public int compareTo(GroupKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
