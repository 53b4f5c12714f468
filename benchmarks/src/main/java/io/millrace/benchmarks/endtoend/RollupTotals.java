package io.millrace.benchmarks.endtoend;

import io.millrace.model.event.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What rollups of the corpus come to: the truth, or what somebody stored. Not thread-safe. */
final class RollupTotals {
    private static final int SPEED = 4;

    private final Map<Row, Totals> rows = new HashMap<>();

    /**
     * A window of a group.
     *
     * @param windowStart ms since the epoch
     * @param group the value of the one dimension
     */
    record Row(String rollup, long windowStart, String group) {}

    /** The three measures. */
    record Totals(long readings, long total, long most) {
        Totals plus(Totals other) {
            return new Totals(readings + other.readings, total + other.total, Math.max(most, other.most));
        }
    }

    /** Counts an event in each rollup. */
    void add(Event event) {
        long speed = event.asLong(SPEED);
        long windowStart = Corpus.windowOf(event.eventTime());
        for (int rollup = 0; rollup < Corpus.ROLLUPS.size(); rollup++) {
            // The dimensions are the first fields, in the order of the rollups.
            add(new Row(Corpus.ROLLUPS.get(rollup), windowStart, event.asString(rollup)), new Totals(1, speed, speed));
        }
    }

    /** Adds to a row what some of its events came to. */
    void add(Row row, Totals totals) {
        rows.merge(row, totals, Totals::plus);
    }

    int rows() {
        return rows.size();
    }

    /** How many events all rows count. */
    long readings() {
        return rows.values().stream().mapToLong(Totals::readings).sum();
    }

    /**
     * These are the truth: a comparison of what is not equal to it must not be printed.
     *
     * @throws IllegalStateException with an example
     */
    void requireEqual(RollupTotals stored, String whose) {
        Set<Row> all = new HashSet<>(rows.keySet());
        all.addAll(stored.rows.keySet());
        all.removeIf(row -> Objects.equals(rows.get(row), stored.rows.get(row)));
        if (!all.isEmpty()) {
            Row example = all.iterator().next();
            throw new IllegalStateException(whose + ": " + all.size() + " of " + rows.size() + " rows are wrong, as "
                    + example + ": " + stored.rows.get(example) + ", not " + rows.get(example));
        }
    }
}
