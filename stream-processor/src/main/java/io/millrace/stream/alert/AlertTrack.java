package io.millrace.stream.alert;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import java.util.BitSet;

/**
 * How an alert goes for one group: for each of the latest windows whether the condition holds, up to where windows are over, and whether the alert
 * fires. Windows are known by their start, ms since the epoch. Mutable, not thread-safe.
 */
final class AlertTrack {
    /** As many windows can be open at once; of more, the oldest are taken for not holding. */
    private static final int MOST_OPEN = 4_096;

    private final long advance;
    private final int forWindows;
    private long latest;
    private long settled;

    /** Bit i is about the window {@code latest - i * advance}. */
    private BitSet holds = new BitSet();

    private boolean firing;
    private long since;
    private long firedAt;

    /** What became of an alert. */
    enum Change {
        NONE,
        FIRES,
        RESOLVED
    }

    private AlertTrack(long advance, int forWindows) {
        this.advance = advance;
        this.forWindows = forWindows;
    }

    /**
     * A track on which no window before {@code window} holds.
     *
     * @param advance from the start of a window to that of the next, ms
     */
    static AlertTrack before(long window, long advance, int forWindows) {
        AlertTrack track = new AlertTrack(advance, forWindows);
        track.latest = window - advance;
        track.settled = track.latest;
        return track;
    }

    /** Goes on as another alert of the same name that fires. */
    AlertTrack firingLike(AlertTrack former) {
        firing = former.firing;
        since = former.since;
        firedAt = latest;
        return this;
    }

    /**
     * A row of a window was written.
     *
     * @param absent whether the condition holds for windows that have no row
     */
    void set(long window, boolean nowHolds, boolean absent) {
        advanceTo(window, absent);
        long back = (latest - window) / advance;
        if (back < forWindows + MOST_OPEN) {
            holds.set((int) back, nowHolds);
        }
    }

    /**
     * A window, and all before it, is over.
     *
     * @param absent whether the condition holds for windows that have no row
     */
    void settle(long window, boolean absent) {
        advanceTo(window, absent);
        settled = Math.max(settled, window);
    }

    private void advanceTo(long window, boolean absent) {
        if (window <= latest) {
            return;
        }
        long steps = (window - latest) / advance;
        int kept = forWindows + MOST_OPEN;
        BitSet shifted = new BitSet();
        for (int bit = holds.nextSetBit(0); bit >= 0 && bit + steps < kept; bit = holds.nextSetBit(bit + 1)) {
            shifted.set((int) (bit + steps));
        }
        if (absent) {
            shifted.set(0, (int) Math.min(steps, kept));
        }
        holds = shifted;
        latest = window;
    }

    /**
     * Decides by what is known now.
     *
     * @param openCounts whether windows that are not over can make it fire
     */
    Change decide(boolean openCounts) {
        int last = (int) Math.min((latest - settled) / advance, MOST_OPEN);
        int bit = openCounts ? 0 : last;
        while (bit >= 0 && bit <= last) {
            int clear = holds.nextClearBit(bit);
            if (clear - bit >= forWindows) {
                return fires(latest - bit * advance, latest - (clear - 1) * advance);
            }
            bit = holds.nextSetBit(clear);
        }
        // What an open window comes to may change: only one that is over ends what it fires for, a window of these or
        // one behind them.
        long firstWindowBack = (latest - firedAt) / advance + forWindows - 1;
        if (firing && holds.nextClearBit(last) <= firstWindowBack) {
            firing = false;
            return Change.RESOLVED;
        }
        return Change.NONE;
    }

    private Change fires(long window, long first) {
        firedAt = window;
        if (firing) {
            return Change.NONE;
        }
        firing = true;
        since = first;
        return Change.FIRES;
    }

    boolean isFiring() {
        return firing;
    }

    /** Start of the first of the windows in a row that made it fire. */
    long since() {
        return since;
    }

    /** The window that it fires for. */
    long firedAt() {
        return firedAt;
    }

    /** The last window that is over. */
    long settled() {
        return settled;
    }

    /** Whether nothing is lost when it is not kept as it is now, but as it was when it was quiet before. */
    boolean isQuiet() {
        return !firing && holds.isEmpty();
    }

    void write(ByteWriter out) {
        out.writeVarLong(latest);
        out.writeUnsigned(latest - settled);
        out.writeLengthPrefixed(holds.toByteArray());
        out.writeByte(firing ? 1 : 0);
        if (firing) {
            out.writeVarLong(since);
            out.writeVarLong(firedAt);
        }
    }

    static AlertTrack read(ByteReader in, long advance, int forWindows) {
        AlertTrack track = new AlertTrack(advance, forWindows);
        track.latest = in.readVarLong();
        track.settled = track.latest - in.readUnsigned();
        track.holds = BitSet.valueOf(in.readLengthPrefixed());
        track.firing = in.readFlag();
        if (track.firing) {
            track.since = in.readVarLong();
            track.firedAt = in.readVarLong();
        }
        return track;
    }
}
