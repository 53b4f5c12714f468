package io.millrace.stream.route;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TumblingWindows;
import io.millrace.stream.partial.Partial;
import java.util.ArrayList;
import java.util.List;

/**
 * Pieces of one group's sessions. Each is a chain of events of one cell; those that overlap are left to the aggregate stage to put together. Not
 * thread-safe.
 */
final class PartialSessions {
    private final SessionWindows windows;
    private final TumblingWindows cells;
    private final List<Piece> pieces = new ArrayList<>(1);

    PartialSessions(SessionWindows windows) {
        this.windows = windows;
        cells = windows.cells();
    }

    private static final class Piece {
        private long start;
        private long end;
        private final RollupState state;

        Piece(long start, long end, RollupState state) {
            this.start = start;
            this.end = end;
            this.state = state;
        }
    }

    /** Pieces. */
    int size() {
        return pieces.size();
    }

    /** The state that counts an event at {@code start}, of a piece that takes it in. */
    RollupState stateFor(long start, RollupPlan plan) {
        long end = windows.endOf(start);
        long cell = cells.startOf(start);
        // Events come about in the order of time, so the last piece is the likeliest.
        for (int index = pieces.size() - 1; index >= 0; index--) {
            Piece piece = pieces.get(index);
            if (SessionWindows.overlap(piece.start, piece.end, start, end) && cells.startOf(piece.start) == cell) {
                piece.start = Math.min(piece.start, start);
                piece.end = Math.max(piece.end, end);
                return piece.state;
            }
        }
        Piece piece = new Piece(start, end, plan.newState());
        pieces.add(piece);
        return piece.state;
    }

    void write(ByteWriter out) {
        for (Piece piece : pieces) {
            Partial.writePiece(piece.start, piece.end, out);
            piece.state.write(out);
        }
    }
}
