package io.millrace.model.rollup;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The values of a group's dimensions in bytes whose unsigned order is the order of the values, null first (see {@link GroupCodec}). Immutable:
 * the array is not copied and must not change.
 */
public record GroupKey(byte[] bytes) implements Comparable<GroupKey> {
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
