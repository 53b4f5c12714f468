package io.millrace.stream.aggregate;

import io.millrace.stream.drain.WindowTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows changed since the last drain, and those used lately. Two generations instead of a list in order of use: rows used go to the young
 * one; when that is half of what is allowed it becomes the old one, and what was in the old one and not used since is forgotten. Not
 * thread-safe.
 */
final class HotRows {
    private final long limit;
    private final List<HotRow> changed = new ArrayList<>();
    private WindowTable<HotRows, HotRow> young = new WindowTable<>();
    private WindowTable<HotRows, HotRow> old = new WindowTable<>();
    private long youngBytes;

    /**
     * @param limit heap that rows may take, roughly, in bytes
     */
    HotRows(long limit) {
        this.limit = limit;
    }

    /** The row of a window and of a partial aggregate's key, which is a slice of an array. */
    @Nullable
    HotRow find(byte[] source, int offset, int length, long windowStart) {
        HotRow row = young.get(this, windowStart, source, offset, length);
        if (row == null) {
            row = old.get(this, windowStart, source, offset, length);
            if (row != null) {
                add(Arrays.copyOfRange(source, offset, offset + length), windowStart, row);
            }
        }
        return row;
    }

    void add(byte[] partialKey, long windowStart, HotRow row) {
        young.add(this, windowStart, partialKey, row);
        row.resetGrowth();
        youngBytes += row.growth();
    }

    /** Remembers that a row changed. */
    void change(HotRow row) {
        if (row.change()) {
            changed.add(row);
        }
        youngBytes += row.growth();
    }

    /** Whether the changed rows must be drained now, for there to be room. */
    boolean isFull() {
        return youngBytes > limit / 2;
    }

    /** The rows changed since the last drain, in the order of their first change. */
    List<HotRow> changed() {
        return changed;
    }

    /** The changed rows have been drained. */
    void drained() {
        changed.forEach(HotRow::drained);
        changed.clear();
        if (isFull()) {
            WindowTable<HotRows, HotRow> forgotten = old;
            old = young;
            young = forgotten;
            young.clear();
            youngBytes = 0;
        }
    }

    void discard() {
        changed.clear();
        young.clear();
        old.clear();
        youngBytes = 0;
    }
}
