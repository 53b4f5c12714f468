package io.millrace.stream.dedupe;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Tells which ids of one pipeline are surely not in the store: a chain of Bloom filters, each twice as large as all before it together, so that it
 * grows with the ids. One whose ids are all too old to matter goes, so nothing is ever taken out of a filter. Not thread-safe.
 */
final class IdFilter {
    private static final int LEAST_CAPACITY = 256;
    private static final int MOST_CAPACITY = 1 << 28;

    /** Newest first. */
    private IdBloom[] blooms = {};

    /** Adds an id, and says by how many bytes that made it grow. */
    long add(long hash, long appendTime) {
        long grown = 0;
        if (blooms.length == 0 || blooms[0].isFull()) {
            IdBloom newest = new IdBloom(nextCapacity());
            blooms = Stream.concat(Stream.of(newest), Arrays.stream(blooms)).toArray(IdBloom[]::new);
            grown = IdBloom.bytes(newest.capacity());
        }
        blooms[0].add(hash, appendTime);
        return grown;
    }

    private int nextCapacity() {
        long held = Arrays.stream(blooms).mapToLong(IdBloom::size).sum();
        return (int) Math.min(MOST_CAPACITY, Math.max(LEAST_CAPACITY, 2 * held));
    }

    boolean mayHold(long hash) {
        for (IdBloom bloom : blooms) {
            if (bloom.mayHold(hash)) {
                return true;
            }
        }
        return false;
    }

    /** Lets go of what holds only ids appended before a time, and says how many bytes that were. */
    long forgetBefore(long appendTime) {
        long before = bytes();
        blooms = Arrays.stream(blooms)
                .filter(bloom -> bloom.latest() >= appendTime)
                .toArray(IdBloom[]::new);
        return before - bytes();
    }

    /** Heap taken. */
    long bytes() {
        return Arrays.stream(blooms)
                .mapToLong(bloom -> IdBloom.bytes(bloom.capacity()))
                .sum();
    }
}
