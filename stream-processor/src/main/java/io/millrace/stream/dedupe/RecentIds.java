package io.millrace.stream.dedupe;

import java.util.Arrays;

/** Append times by pipeline and event id, without an object an entry: open addressing over parallel arrays. Not thread-safe. */
final class RecentIds {
    /** Not an append time. */
    static final long NONE = Long.MIN_VALUE;

    private static final int LEAST_CAPACITY = 256;
    private static final int WIDTH = 4;

    /** Pipeline, high, low and append time of each slot, one after the other. */
    private long[] slots = emptySlots(LEAST_CAPACITY);

    private int size;

    /** Takes each entry. */
    interface Visitor {
        void visit(long pipeline, long high, long low, long appendTime);
    }

    int size() {
        return size;
    }

    /** Records an append time, and returns the one recorded before, or {@link #NONE}. */
    long put(long pipeline, long high, long low, long appendTime) {
        int slot = slotOf(pipeline, high, low);
        long former = slots[slot + 3];
        slots[slot] = pipeline;
        slots[slot + 1] = high;
        slots[slot + 2] = low;
        slots[slot + 3] = appendTime;
        if (former == NONE && ++size * 2 > slots.length / WIDTH) {
            grow();
        }
        return former;
    }

    void forEach(Visitor visitor) {
        for (int slot = 0; slot < slots.length; slot += WIDTH) {
            if (slots[slot + 3] != NONE) {
                visitor.visit(slots[slot], slots[slot + 1], slots[slot + 2], slots[slot + 3]);
            }
        }
    }

    void clear() {
        if (size > 0) {
            Arrays.fill(slots, NONE);
            size = 0;
        }
    }

    private void grow() {
        long[] former = slots;
        slots = emptySlots(former.length / WIDTH * 2);
        for (int from = 0; from < former.length; from += WIDTH) {
            if (former[from + 3] != NONE) {
                System.arraycopy(former, from, slots, slotOf(former[from], former[from + 1], former[from + 2]), WIDTH);
            }
        }
    }

    /** Where the id is, or the free slot where it would be. */
    private int slotOf(long pipeline, long high, long low) {
        // Ids are digests, so their bits are spread. By the highest, so that all are visited about in the order of
        // their keys, which is
        // the order that the store is quickest to take.
        int count = slots.length / WIDTH;
        int index = (int) (high >>> (Long.SIZE - Integer.numberOfTrailingZeros(count)));
        while (true) {
            int slot = index * WIDTH;
            if (slots[slot + 3] == NONE
                    || (slots[slot + 1] == high && slots[slot + 2] == low && slots[slot] == pipeline)) {
                return slot;
            }
            index = (index + 1) & (count - 1);
        }
    }

    private static long[] emptySlots(int count) {
        long[] slots = new long[count * WIDTH];
        Arrays.fill(slots, NONE);
        return slots;
    }
}
