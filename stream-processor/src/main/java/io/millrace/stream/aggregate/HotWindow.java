package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.HoppingWindows;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The live part of one window of one group. Mutable, not thread-safe. */
final class HotWindow extends HotRow {
    /** The part that is opened first has a number like any later one. */
    static final long NUMBERED = -1;

    /** What a row takes beside its keys and state, roughly, in bytes. */
    private static final int ROW_BYTES = 400;

    private final RowGroup group;
    private final LongSupplier partNumbers;
    private final long windowStart;
    private final long firstPart;
    private StoredRow row;
    private byte[] recordKey;
    private RollupState state;
    private int storedBytes;

    /** Whether it has counted something, and was not moved into another row since. */
    private boolean counted;

    /** Whether its part was written. */
    private boolean written;

    private byte @Nullable [] deletedKey;

    /**
     * @param firstPart number of the part that is opened while the window's state lives, or {@link #NUMBERED}
     * @param stored what the store holds of the window, if anything
     * @param partNumbers numbers for new parts, never used before
     */
    HotWindow(
            RowGroup group,
            long windowStart,
            PipelineTime time,
            long firstPart,
            byte @Nullable [] stored,
            LongSupplier partNumbers) {
        super(time);
        this.firstPart = firstPart;
        this.group = group;
        this.windowStart = windowStart;
        this.partNumbers = partNumbers;
        state = group.rollup().plan().newState();
        if (stored == null) {
            long end = group.rollup().plan().panes().orElseThrow().endOf(windowStart);
            long part = firstPart == NUMBERED ? partNumbers.getAsLong() : firstPart;
            row = new StoredRow(part, end, closesFirst(end));
        } else {
            ByteReader in = new ByteReader(stored);
            row = StoredRow.read(windowStart, in);
            state.mergeFrom(in);
            storedBytes = stored.length;
            counted = true;
            written = true;
        }
        recordKey = group.recordKey(windowStart, row.part());
    }

    @Override
    long bytes() {
        return ROW_BYTES + 3L * group.partialKey().length + state.bytes();
    }

    @Override
    boolean hasClosedUndrained() {
        return time().hasJustClosed(row.closesAt());
    }

    @Override
    long merge(ByteReader in) {
        // Whether the state of a closed window is still there or purged already makes no difference.
        if (time().isClosed(row.closesAt())) {
            openPart(time().partClosesAt());
        }
        long before = state.events();
        state.mergeFrom(in);
        counted = true;
        return firstPart != NUMBERED && row.part() != firstPart ? state.events() - before : 0;
    }

    RowGroup group() {
        return group;
    }

    long windowStart() {
        return windowStart;
    }

    /** When the state of its first part is gone: a window's at its end, a pane's with the last of the windows that it is in. */
    long closesFirst() {
        return closesFirst(row.end());
    }

    private long closesFirst(long end) {
        return group.rollup().plan().windows() instanceof HoppingWindows hopping ? hopping.lastEndWith(end) : end;
    }

    /** Whether it holds anything that has not closed. */
    boolean isLive() {
        return counted && !time().isClosed(row.closesAt());
    }

    /** Begins with nothing: what the whole window came to, or a part of it, by when it closes. */
    void begin(long closesAt) {
        if (closesAt != closesFirst()) {
            openPart(closesAt);
        }
    }

    /** Adds all it holds to another row of its window, and is no more. */
    void moveInto(HotWindow other) {
        other.state.merge(state);
        other.counted = true;
        if (written) {
            deletedKey = recordKey;
        }
        state = group.rollup().plan().newState();
        counted = false;
        written = false;
    }

    private void openPart(long closesAt) {
        row = new StoredRow(partNumbers.getAsLong(), row.end(), closesAt);
        recordKey = group.recordKey(windowStart, row.part());
        state = group.rollup().plan().newState();
        // The former part may have been purged meanwhile.
        storedBytes = RowStore.UNKNOWN_BYTES;
        counted = false;
        written = false;
    }

    @Override
    void drainTo(RowOutput output) {
        byte[] former = deletedKey;
        if (former != null) {
            output.delete(group, former, windowStart, storedBytes);
            storedBytes = 0;
            deletedKey = null;
        }
        if (counted) {
            storedBytes = output.write(group, recordKey, windowStart, row, state, storedBytes);
            written = true;
        }
    }
}
