package io.millrace.model.measure;

import java.util.Arrays;

/** A set of 64-bit hashes that are not zero, in a table of longs. Not thread-safe. */
final class HashSet64 {
    private static final int LEAST_CAPACITY = 4;

    /** Zero where it is empty. */
    private long[] table = new long[LEAST_CAPACITY];

    private int size;

    int size() {
        return size;
    }

    /**
     * Adds a hash.
     *
     * @param hash not zero
     */
    void add(long hash) {
        int mask = table.length - 1;
        int slot = (int) hash & mask;
        while (table[slot] != 0) {
            if (table[slot] == hash) {
                return;
            }
            slot = (slot + 1) & mask;
        }
        table[slot] = hash;
        size++;
        if (2 * size > table.length) {
            grow();
        }
    }

    private void grow() {
        long[] former = table;
        table = new long[2 * former.length];
        int mask = table.length - 1;
        for (long hash : former) {
            if (hash != 0) {
                int slot = (int) hash & mask;
                while (table[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                table[slot] = hash;
            }
        }
    }

    /** All of them, ascending, in an array of their own. */
    long[] sorted() {
        long[] all = new long[size];
        int next = 0;
        for (long hash : table) {
            if (hash != 0) {
                all[next++] = hash;
            }
        }
        Arrays.sort(all);
        return all;
    }

    /** Heap taken, roughly. */
    long bytes() {
        return 40 + 8L * table.length;
    }
}
