package io.millrace.batch.compute;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Bytes that are sorted by others.
 *
 * @param key see {@link SortKey}
 * @param value of a window: its state; of a piece of a session: its length in ms, unsigned, then its state
 */
public record Keyed(byte[] key, byte[] value) {
    /** By the unsigned order of their keys. */
    static final Comparator<Keyed> ORDER = (one, other) -> Arrays.compareUnsigned(one.key, other.key);
}
