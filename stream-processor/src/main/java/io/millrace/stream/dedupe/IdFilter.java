package io.millrace.stream.dedupe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Tells which ids of one pipeline are surely not in the store: a chain of Bloom filters, each twice as large as all before it together, so that it
 * grows with the ids. One whose ids are all too old to matter goes, so nothing is ever taken out of a filter. Not thread-safe.
 */
final class IdFilter {
    private static final int LEAST_CAPACITY = 256;
    private static final int MOST_CAPACITY = 1 << 28;

    /** Newest first. */
    private final Deque<IdBloom> blooms = new ArrayDeque<>();

    /** Adds an id, and says by how many bytes that made it grow. */
    long add(long hash, long appendTime) {
        long grown = 0;
        IdBloom newest = blooms.peekFirst();
        if (newest == null || newest.isFull()) {
            newest = new IdBloom(nextCapacity());
            blooms.addFirst(newest);
            grown = IdBloom.bytes(newest.capacity());
        }
        newest.add(hash, appendTime);
        return grown;
    }

    private int nextCapacity() {
        long held = blooms.stream().mapToLong(IdBloom::size).sum();
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
        long freed = 0;
        for (Iterator<IdBloom> each = blooms.iterator(); each.hasNext(); ) {
            IdBloom bloom = each.next();
            if (bloom.latest() < appendTime) {
                freed += IdBloom.bytes(bloom.capacity());
                each.remove();
            }
        }
        return freed;
    }

    /** Heap taken. */
    long bytes() {
        return blooms.stream()
                .mapToLong(bloom -> IdBloom.bytes(bloom.capacity()))
                .sum();
    }
}
