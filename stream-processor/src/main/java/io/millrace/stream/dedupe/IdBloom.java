package io.millrace.stream.dedupe;

import io.millrace.model.measure.Hash64;

/**
 * A Bloom filter of event ids in blocks of 32 bytes, so that an id costs one cache miss. Three bytes an id; full, it takes one in 5,000 ids
 * that it does not hold for one that it may. Not thread-safe.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/BloomFilter.md">Parquet, split block Bloom filter</a>
 */
final class IdBloom {
    private static final int BYTES_AN_ID = 3;
    private static final int WORDS_A_BLOCK = 8;
    private static final int[] SALTS = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };

    private final int[] words;
    private final int capacity;
    private int size;
    private long latest = Long.MIN_VALUE;

    /**
     * @param capacity ids that it should hold at most
     */
    IdBloom(int capacity) {
        this.capacity = capacity;
        int blocks = Math.max(1, (int) ((long) capacity * BYTES_AN_ID / (WORDS_A_BLOCK * Integer.BYTES)));
        words = new int[Math.multiplyExact(blocks, WORDS_A_BLOCK)];
    }

    /** Heap that one for so many ids takes. */
    static long bytes(int capacity) {
        return (long) capacity * BYTES_AN_ID;
    }

    static long hash(long high, long low) {
        return Hash64.of(high, low);
    }

    /**
     * @param hash of the id
     * @param appendTime ms since the epoch
     */
    void add(long hash, long appendTime) {
        latest = Math.max(latest, appendTime);
        int block = blockOf(hash);
        int added = 0;
        for (int word = 0; word < WORDS_A_BLOCK; word++) {
            int bit = bitOf(hash, word);
            added |= bit & ~words[block + word];
            words[block + word] |= bit;
        }
        if (added != 0) {
            size++;
        }
    }

    /** Whether an id of this hash may be among those added; if not, it surely is not. */
    boolean mayHold(long hash) {
        int block = blockOf(hash);
        int missing = 0;
        // All eight without a branch: of a full filter each bit is as likely set as not, so branches would be foretold
        // wrongly.
        for (int word = 0; word < WORDS_A_BLOCK; word++) {
            missing |= bitOf(hash, word) & ~words[block + word];
        }
        return missing == 0;
    }

    private int blockOf(long hash) {
        long blocks = words.length / WORDS_A_BLOCK;
        return (int) (((hash >>> 32) * blocks) >>> 32) * WORDS_A_BLOCK;
    }

    private static int bitOf(long hash, int word) {
        return 1 << (((int) hash * SALTS[word]) >>> 27);
    }

    boolean isFull() {
        return size >= capacity;
    }

    /** How many ids were added, at about. */
    int size() {
        return size;
    }

    int capacity() {
        return capacity;
    }

    /** The latest append time of an id in it; the least long if there is none. */
    long latest() {
        return latest;
    }
}
