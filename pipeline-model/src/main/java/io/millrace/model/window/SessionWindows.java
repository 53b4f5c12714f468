package io.millrace.model.window;

/**
 * Windows that last while events of a group are less than a gap apart. An event at {@code t} reaches over {@code [t, t + gap)}; a session is
 * what overlaps, from its first event to a gap behind its last. Two events exactly a gap apart are two sessions.
 *
 * <p>A session is kept in one or more pieces, each a chain of events of one {@linkplain #cells cell} of time, so that two pieces belong together exactly if they
 * overlap, and every event belongs to the cell that its time is in, however long its session is.
 *
 * @param gap in ms, at least 1
 */
public record SessionWindows(long gap) implements Windows {
    private static final int CELL_IN_GAPS = 48;

    public SessionWindows {
        if (gap < 1) {
            throw new IllegalArgumentException("no such windows: gap " + gap + " ms");
        }
    }

    /** End of a session whose last event is at {@code lastEvent}. */
    public long endOf(long lastEvent) {
        return lastEvent + gap;
    }

    /** Whether two pieces, half-open from start to end, are of one session. */
    public static boolean overlap(long start, long end, long otherStart, long otherEnd) {
        return start < otherEnd && otherStart < end;
    }

    /** Stretches of time that no chain of events goes over: what follows is a piece of its own. */
    @Override
    public TumblingWindows cells() {
        return new TumblingWindows(Math.multiplyExact(CELL_IN_GAPS, gap), 0);
    }

    /**
     * From start to end, ms: whoever reads that far back from some time finds every piece that reaches over it, however long sessions are.
     */
    public long longestPiece() {
        return Math.multiplyExact(CELL_IN_GAPS + 1L, gap);
    }

    @Override
    public long defaultBucket() {
        return cells().size();
    }
}
