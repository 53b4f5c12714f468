package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The first rows of all that are put together from pieces, in the order of window and group; holds no more than it was made for. Once it is full
 * its last row only ever moves to the front, so a row that fell out never comes back in part. Thread-safe.
 */
final class ComposedRows {
    private final int most;
    private final TreeMap<Place, FoundRow> rows = new TreeMap<>();

    private record Place(long windowStart, GroupKey group) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::windowStart).thenComparing(Place::group);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    ComposedRows(int most) {
        this.most = most;
    }

    synchronized boolean isFull() {
        return rows.size() >= most;
    }

    /** Where the last row starts; there is one. */
    synchronized long lastStart() {
        return rows.lastKey().windowStart();
    }

    /** Adds a piece to a row, if that is among the first. */
    synchronized void add(long windowStart, long windowEnd, RollupRow piece) {
        Place place = new Place(windowStart, piece.key().group());
        if (rows.size() >= most && place.compareTo(rows.lastKey()) > 0) {
            return;
        }
        rows.computeIfAbsent(place, key -> new FoundRow(windowStart, windowEnd, key.group()))
                .add(piece);
        if (rows.size() > most) {
            rows.pollLastEntry();
        }
    }

    synchronized List<FoundRow> inOrder() {
        return new ArrayList<>(rows.values());
    }
}
