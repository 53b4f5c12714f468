package io.millrace.model.rollup;

/**
 * A stored row: what one window of one group came to, or a part of it.
 *
 * @param windowEnd ms since the epoch, exclusive
 * @param events how many events it counts
 * @param measures the finished measures, a JSON object in the order of the definition; for people, never merged. {@link #NO_MEASURES} in a row that was read
 * @param state the mergeable state ({@link RollupState}); what readers merge and finish
 * @param revision in µs, only grows for a key; the write timestamp. 0 in a row that was read
 */
public record RollupRow(Key key, long windowEnd, long events, String measures, byte[] state, long revision) {
    /** Whoever reads rows merges their states: what is for people is not fetched. */
    public static final String NO_MEASURES = "";

    /**
     * @param windowStart ms since the epoch, inclusive
     * @param part 0 = opened while the window's state lived; later ones have numbers that are never used again. Of {@link GroupKey#OTHER} every
     *     partition has a row: there the number of the partition takes the place of 0
     */
    public record Key(Partition partition, GroupKey group, long windowStart, long part) {
        /** Whether it holds what came when the window's state was gone. */
        public boolean isLate() {
            return part > (group.isOther() ? Integer.MAX_VALUE : 0);
        }
    }

    /**
     * A Cassandra partition of rows.
     *
     * @param generation which complete version of the rollup's rows
     */
    public record Partition(String tenant, String pipeline, String rollup, int generation, long bucket, int shard) {}
}
