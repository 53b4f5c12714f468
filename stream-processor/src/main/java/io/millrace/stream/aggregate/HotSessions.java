package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TumblingWindows;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The live pieces of one group's sessions. Pieces of one cell that overlap are put together, so no two of them do: every event is in one
 * piece, and readers put together what overlaps. A row goes by the start of its piece, so a piece that begins earlier than before, or went
 * into another, has its former row deleted. Mutable, not thread-safe.
 *
 * <p>A row is part 0 only if no purged piece can have had its start: such a piece ended, at least a gap behind its start, before {@code
 * closedBefore}; and only of a generation that no batch counts into. Any other row has a number of its own, so none is ever overwritten by another piece.
 */
final class HotSessions extends HotRow {
    private static final int GROUP_BYTES = 300;
    private static final int PIECE_BYTES = 200;

    private final RowGroup group;
    private final SessionWindows windows;
    private final TumblingWindows cells;
    private final LongSupplier partNumbers;
    private final TreeMap<Long, Piece> live = new TreeMap<>();
    private final Set<Piece> changed = new LinkedHashSet<>();
    private final List<Address> deleted = new ArrayList<>();
    private long stateBytes;

    /** Where a row stands, and the bytes of its value in the store. */
    private record Address(long start, long part, int bytes) {}

    private static final class Piece {
        private final RollupState state;
        private long start;
        private StoredRow row;

        /** Of the row that was written last; none = none was. */
        private @Nullable Address written;

        Piece(long start, StoredRow row, RollupState state) {
            this.start = start;
            this.row = row;
            this.state = state;
        }
    }

    /**
     * @param partNumbers numbers for new parts, never used before
     */
    HotSessions(RowGroup group, SessionWindows windows, PipelineTime time, RowStore store, LongSupplier partNumbers) {
        super(time);
        this.group = group;
        this.windows = windows;
        cells = windows.cells();
        this.partNumbers = partNumbers;
        store.forEach(group.partialKey(), this::restore);
    }

    private void restore(long start, byte[] stored) {
        ByteReader in = new ByteReader(stored);
        StoredRow row = StoredRow.read(start, in);
        if (!time().isClosed(row.closesAt())) {
            RollupState state = group.rollup().plan().newState();
            state.mergeFrom(in);
            Piece piece = new Piece(start, row, state);
            piece.written = new Address(start, row.part(), stored.length);
            live.put(start, piece);
            stateBytes += state.growth();
        }
    }

    @Override
    long bytes() {
        return GROUP_BYTES + 3L * group.partialKey().length + (long) PIECE_BYTES * live.size() + stateBytes;
    }

    @Override
    boolean hasClosedUndrained() {
        return changed.stream().anyMatch(piece -> time().isClosed(piece.row.closesAt()));
    }

    @Override
    long merge(ByteReader in) {
        long late = 0;
        while (in.remaining() > 0) {
            long start = in.readVarLong();
            Piece piece = pieceFor(start, start + in.readUnsigned());
            long before = piece.state.events();
            piece.state.mergeFrom(in);
            long added = piece.state.events() - before;
            putTogether(piece);
            stateBytes += piece.state.growth();
            changed.add(piece);
            late += piece.row.part() == 0 || group.rollup().isRecomputed() ? 0 : added;
        }
        return late;
    }

    /** A live piece that takes in a stretch of time and is now at least as long, or a new one. */
    private Piece pieceFor(long start, long end) {
        List<Piece> overlapping = overlapping(start, end);
        if (!overlapping.isEmpty()) {
            Piece piece = overlapping.get(0);
            extend(piece, start, end, end);
            return piece;
        }
        long closesAt = time().isClosed(end) ? time().partClosesAt() : end;
        Piece piece = new Piece(
                start,
                new StoredRow(partFor(start), end, closesAt),
                group.rollup().plan().newState());
        live.put(start, piece);
        return piece;
    }

    /** Takes every piece into a grown one that overlaps it. */
    private void putTogether(Piece grown) {
        Optional<Piece> next = nextFor(grown);
        while (next.isPresent()) {
            Piece other = next.get();
            remove(other);
            changed.remove(other);
            takeBack(other);
            grown.state.merge(other.state);
            extend(grown, other.start, other.row.end(), other.row.closesAt());
            next = nextFor(grown);
        }
    }

    private Optional<Piece> nextFor(Piece grown) {
        return overlapping(grown.start, grown.row.end()).stream()
                .filter(other -> other != grown)
                .findFirst();
    }

    /** Pieces of the cell that are live and overlap, in the order of their starts. What closed since is forgotten; its row stays as it is. */
    private List<Piece> overlapping(long start, long end) {
        List<Piece> found = new ArrayList<>();
        List<Piece> closed = new ArrayList<>();
        long cell = cells.startOf(start);
        for (Piece piece : live.subMap(cell, Math.min(end, cells.endOf(cell))).values()) {
            if (time().isClosed(piece.row.closesAt())) {
                closed.add(piece);
            } else if (SessionWindows.overlap(piece.start, piece.row.end(), start, end)) {
                found.add(piece);
            }
        }
        closed.forEach(this::remove);
        return found;
    }

    private void remove(Piece piece) {
        live.remove(piece.start);
        stateBytes -= piece.state.bytes();
    }

    private void extend(Piece piece, long start, long end, long closesAt) {
        long part = piece.row.part();
        if (start < piece.start) {
            takeBack(piece);
            live.remove(piece.start);
            piece.start = start;
            live.put(start, piece);
            part = part == 0 ? partFor(start) : part;
        }
        long newEnd = Math.max(piece.row.end(), end);
        piece.row = new StoredRow(part, newEnd, Math.max(newEnd, Math.max(piece.row.closesAt(), closesAt)));
    }

    private long partFor(long start) {
        return group.rollup().isRecomputed() || time().isClosed(windows.endOf(start)) ? partNumbers.getAsLong() : 0;
    }

    private void takeBack(Piece piece) {
        if (piece.written != null) {
            deleted.add(piece.written);
            piece.written = null;
        }
    }

    @Override
    void drainTo(RowOutput output) {
        // First what is taken back, for a piece may now stand where another was.
        for (Address address : deleted) {
            output.delete(group, group.recordKey(address.start(), address.part()), address.start(), address.bytes());
        }
        deleted.clear();
        for (Piece piece : changed) {
            // A piece that closed may still stand where this one is now.
            int former = piece.written == null ? RowStore.UNKNOWN_BYTES : piece.written.bytes();
            byte[] key = group.recordKey(piece.start, piece.row.part());
            int bytes = output.write(group, key, piece.start, piece.row, piece.state, former);
            piece.written = new Address(piece.start, piece.row.part(), bytes);
        }
        changed.clear();
    }
}
