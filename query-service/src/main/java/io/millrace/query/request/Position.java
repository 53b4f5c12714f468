package io.millrace.query.request;

import io.millrace.model.rollup.GroupKey;
import java.util.Optional;

/**
 * Where a page ended, in the order of windows and, within one, of groups.
 *
 * @param windowStart ms since the epoch
 * @param group the last group of that window that is before the position; empty = none is
 */
public record Position(long windowStart, Optional<GroupKey> group) {
    /** Before everything that starts at {@code windowStart} or later. */
    public static Position before(long windowStart) {
        return new Position(windowStart, Optional.empty());
    }

    /** Behind one row. */
    public static Position after(long windowStart, GroupKey group) {
        return new Position(windowStart, Optional.of(group));
    }

    /** Whether a row comes after this position. */
    public boolean precedes(long rowWindowStart, GroupKey rowGroup) {
        if (rowWindowStart != windowStart) {
            return rowWindowStart > windowStart;
        }
        return group.isEmpty() || rowGroup.compareTo(group.get()) > 0;
    }
}
