package io.millrace.model.measure;

import java.util.Arrays;

/**
 * How many values are in each bucket, as a hash table of the buckets that are not empty. When there are more of them than the limit, neighbours
 * are joined in pairs, all at once, as often as needed.
 *
 * <p>That is a function of the values alone. At level {@code n} the bucket of key {@code k} is {@code ceil(k / 2^n)}, away from zero, which does
 * not depend on the steps taken to get there; and the level is the least one whose buckets are no more than the limit. A part of the values never
 * needs a greater level than the whole, so whatever was joined on the way had to be.
 *
 * @see <a href="https://arxiv.org/abs/2004.08604">I. Epicoco et al., UDDSketch: accurate tracking of quantiles in data streams, 2020</a>
 */
final class BucketCounts {
    private static final int LEAST_CAPACITY = 4;
    private static final int[] NONE = {};

    private final int limit;
    private int[] keys = new int[LEAST_CAPACITY];
    /** Zero where the table is empty. */
    private long[] counts = new long[LEAST_CAPACITY];

    private int size;
    private int level;
    private int[] sorted = NONE;

    /**
     * @param limit of buckets, at least 3
     */
    BucketCounts(int limit) {
        this.limit = limit;
    }

    /** How many buckets are not empty. */
    int size() {
        return size;
    }

    /** How often neighbours were joined. */
    int level() {
        return level;
    }

    /** The key at a level of the bucket that holds this one of level 0. */
    static int raised(int key, int levels) {
        int magnitude = (int) (((long) Math.abs(key) + (1L << levels) - 1) >> levels);
        return key < 0 ? -magnitude : magnitude;
    }

    /** Adds to a bucket of level 0. */
    void add(int key, long count) {
        int raised = level == 0 ? key : raised(key, level);
        int slot = slotOf(raised);
        if (counts[slot] != 0) {
            counts[slot] += count;
        } else {
            insert(slot, raised, count);
        }
    }

    void add(BucketCounts other) {
        raiseTo(other.level);
        for (int slot = 0; slot < other.keys.length; slot++) {
            if (other.counts[slot] != 0) {
                addOf(other.level, other.keys[slot], other.counts[slot]);
            }
        }
    }

    /** Adds to a bucket of a level that this has reached. */
    void addOf(int keyLevel, int key, long count) {
        int raised = raised(key, level - keyLevel);
        int slot = slotOf(raised);
        if (counts[slot] != 0) {
            counts[slot] += count;
        } else {
            insert(slot, raised, count);
        }
    }

    /** Joins neighbours until this level is reached. */
    void raiseTo(int newLevel) {
        if (newLevel > level) {
            rehash(keys.length, newLevel - level);
        }
    }

    /** Makes room for as many buckets at once, so that the table does not grow step by step. */
    void reserve(int buckets) {
        if (2 * buckets > keys.length) {
            rehash(2 * Integer.highestOneBit(2 * buckets - 1), 0);
        }
    }

    private void insert(int slot, int key, long count) {
        keys[slot] = key;
        counts[slot] = count;
        size++;
        sorted = NONE;
        while (size > limit) {
            rehash(keys.length, 1);
        }
        if (2 * size > keys.length) {
            rehash(2 * keys.length, 0);
        }
    }

    private void rehash(int capacity, int levels) {
        int[] formerKeys = keys;
        long[] formerCounts = counts;
        keys = new int[capacity];
        counts = new long[capacity];
        size = 0;
        level += levels;
        sorted = NONE;
        for (int former = 0; former < formerKeys.length; former++) {
            if (formerCounts[former] != 0) {
                int key = raised(formerKeys[former], levels);
                int slot = slotOf(key);
                if (counts[slot] == 0) {
                    size++;
                }
                keys[slot] = key;
                counts[slot] += formerCounts[former];
            }
        }
    }

    /** Where the key is, or would be; the table is never full. */
    private int slotOf(int key) {
        int mask = keys.length - 1;
        int slot = ((key * 0x9E3779B9) >>> 7) & mask;
        while (counts[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** The keys of buckets that are not empty, ascending. Valid until the next change; not to be changed. */
    int[] sortedKeys() {
        if (sorted.length != size) {
            int[] all = new int[size];
            int next = 0;
            for (int slot = 0; slot < keys.length; slot++) {
                if (counts[slot] != 0) {
                    all[next++] = keys[slot];
                }
            }
            Arrays.sort(all);
            sorted = all;
        }
        return sorted;
    }

    /** How many values are in a bucket. */
    long count(int key) {
        return counts[slotOf(key)];
    }

    /** Heap taken, roughly. */
    long bytes() {
        return 96 + 12L * keys.length + 4L * sorted.length;
    }
}
