package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.rollup.RollupState;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The live part of one window of one group. Mutable, not thread-safe. */
final class HotWindow extends HotRow {
    /** What a row takes beside its keys and state, roughly, in bytes. */
    private static final int ROW_BYTES = 400;

    private final RowGroup group;
    private final LongSupplier partNumbers;
    private final long windowStart;
    private StoredRow row;
    private byte[] recordKey;
    private RollupState state;
    private int storedBytes;

    /**
     * @param stored what the store holds of the window, if anything
     * @param partNumbers numbers for new parts, never used before
     */
    HotWindow(RowGroup group, long windowStart, PipelineTime time, byte @Nullable [] stored, LongSupplier partNumbers) {
        super(time);
        this.group = group;
        this.windowStart = windowStart;
        this.partNumbers = partNumbers;
        state = group.rollup().plan().newState();
        if (stored == null) {
            long end = group.rollup().plan().panes().orElseThrow().endOf(windowStart);
            row = new StoredRow(0, end, end);
        } else {
            ByteReader in = new ByteReader(stored);
            row = StoredRow.read(windowStart, in);
            state.mergeFrom(in);
            storedBytes = stored.length;
        }
        recordKey = group.recordKey(windowStart, row.part());
    }

    @Override
    long bytes() {
        return ROW_BYTES + 3L * group.partialKey().length + state.bytes();
    }

    @Override
    boolean hasClosedUndrained() {
        return isChanged() && time().isClosed(row.closesAt());
    }

    @Override
    boolean merge(ByteReader in) {
        // Whether the state of a closed window is still there or purged already makes no difference.
        if (time().isClosed(row.closesAt())) {
            openPart();
        }
        state.mergeFrom(in);
        return row.part() != 0;
    }

    private void openPart() {
        row = new StoredRow(partNumbers.getAsLong(), row.end(), time().partClosesAt());
        recordKey = group.recordKey(windowStart, row.part());
        state = group.rollup().plan().newState();
        // The former part may have been purged meanwhile.
        storedBytes = RowStore.UNKNOWN_BYTES;
    }

    @Override
    void drainTo(RowOutput output) {
        storedBytes = output.write(group, recordKey, windowStart, row, state, storedBytes);
    }
}
