package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The first rows of all that are put together from pieces, in the order of window and group; holds no more than it was made for. Once it is full
 * its last row only ever moves to the front, so a row that fell out never comes back in part. Thread-safe.
 */
final class ComposedRows {
    /** So many pieces of a row are held one by one until they are made one. */
    private static final int PIECES = 64;

    private final RollupPlan plan;
    private final int most;
    private final long mostBytes;
    private final TreeMap<Place, FoundRow> rows = new TreeMap<>();

    private long bytes;

    private record Place(long windowStart, GroupKey group) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::windowStart).thenComparing(Place::group);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private ComposedRows(RollupPlan plan, int most, long mostBytes) {
        this.plan = plan;
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /**
     * @param plan that the pieces are states of
     */
    static ComposedRows first(int most, RollupPlan plan) {
        return new ComposedRows(plan, most, Long.MAX_VALUE);
    }

    /** All rows, as long as their states do not take more than so many bytes. */
    static ComposedRows all(long mostBytes, RollupPlan plan) {
        return new ComposedRows(plan, Integer.MAX_VALUE, mostBytes);
    }

    synchronized boolean isFull() {
        return rows.size() >= most;
    }

    /** Where the last row starts; there is one. */
    synchronized long lastStart() {
        return rows.lastKey().windowStart();
    }

    /**
     * Adds a piece to a row, if that is among the first.
     *
     * @param group of the row
     * @throws TooMuchAskedException if all rows are kept, and they are too many
     */
    synchronized void add(long windowStart, long windowEnd, GroupKey group, RollupRow piece) {
        Place place = new Place(windowStart, group);
        if (rows.size() >= most && place.compareTo(rows.lastKey()) > 0) {
            return;
        }
        FoundRow row = rows.computeIfAbsent(place, key -> new FoundRow(windowStart, windowEnd, group));
        long before = row.bytes();
        row.add(piece);
        if (row.parts() >= PIECES) {
            row.compact(plan);
        }
        bytes += row.bytes() - before;
        if (rows.size() > most) {
            bytes -= Objects.requireNonNull(rows.pollLastEntry()).getValue().bytes();
        }
        if (bytes > mostBytes) {
            throw new TooMuchAskedException("there are more rows to put in order than are held at once; ask for less"
                    + " time, fewer groups or a coarser granularity");
        }
    }

    synchronized List<FoundRow> inOrder() {
        return new ArrayList<>(rows.values());
    }
}
