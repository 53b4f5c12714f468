package io.millrace.cassandra;

import io.millrace.model.rollup.RollupRow;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The rows of two sorted iterators, in their order. Not thread-safe. */
final class InOrder implements Iterator<RollupRow> {
    /** Of the rows of one partition: by group, window start and part. */
    static final Comparator<RollupRow> ORDER = Comparator.comparing(
            RollupRow::key,
            Comparator.comparing(RollupRow.Key::group)
                    .thenComparingLong(RollupRow.Key::windowStart)
                    .thenComparingLong(RollupRow.Key::part));

    private final Iterator<RollupRow> one;
    private final Iterator<RollupRow> other;
    private @Nullable RollupRow first;
    private @Nullable RollupRow second;

    InOrder(Iterator<RollupRow> one, Iterator<RollupRow> other) {
        this.one = one;
        this.other = other;
    }

    @Override
    public boolean hasNext() {
        return first != null || second != null || one.hasNext() || other.hasNext();
    }

    @Override
    public RollupRow next() {
        if (first == null && one.hasNext()) {
            first = one.next();
        }
        if (second == null && other.hasNext()) {
            second = other.next();
        }
        RollupRow next;
        if (first != null && (second == null || ORDER.compare(first, second) <= 0)) {
            next = first;
            first = null;
        } else if (second != null) {
            next = second;
            second = null;
        } else {
            throw new NoSuchElementException();
        }
        return next;
    }
}
