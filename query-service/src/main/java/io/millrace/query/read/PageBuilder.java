package io.millrace.query.read;

import io.millrace.model.rollup.RollupRow;

/**
 * Puts the rows of one page together from stored rows, which it is given bucket by bucket in the order of time. How depends on the windows. All
 * times are ms since the epoch.
 */
interface PageBuilder {
    /** No stored row that starts earlier matters. */
    long readFrom();

    /** Nor one that starts then or later. */
    long readTo();

    /** How many buckets may be read at once. */
    int mostBuckets();

    /** Takes the rows of one slice. Each is used by one thread, several at once. */
    RowCollector collector();

    /** All stored rows that start before {@code time} were given. */
    void readUpTo(long time);

    /** Whether the page needs more. */
    boolean needsMore();

    /** Whether the page could end here, though it needs more, and the next would begin further on. */
    boolean canEnd();

    /** The page, of what was given so far. */
    RollupPage page();

    /** Takes the stored rows of a slice, in the order of group, window start and part. */
    interface RowCollector {
        void take(RollupRow row);

        /** The slice has ended. */
        void finish();
    }
}
