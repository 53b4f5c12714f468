package io.millrace.benchmarks.endtoend;

import io.millrace.model.window.TimeInterval;

/** Rows of the corpus' rollups, where somebody stored them in Cassandra. */
interface StoredRows {
    /**
     * Adds all rows of one rollup.
     *
     * @param windows their starts
     */
    void read(String rollup, TimeInterval windows, RollupTotals into);

    /** Whether there is a row of a group in a window. */
    boolean has(String rollup, long windowStart, String group);

    /** All rows of all rollups. */
    default RollupTotals read(TimeInterval windows) {
        RollupTotals totals = new RollupTotals();
        Corpus.ROLLUPS.forEach(rollup -> read(rollup, windows, totals));
        return totals;
    }

    /** How many events the rows of a rollup count. */
    default long readings(String rollup, TimeInterval windows) {
        RollupTotals totals = new RollupTotals();
        read(rollup, windows, totals);
        return totals.readings();
    }
}
