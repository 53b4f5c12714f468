package io.millrace.query.read;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RollupState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One window of one group with all its parts, panes or pieces, merged only when it is answered. Not thread-safe. */
public final class FoundRow {
    static final Comparator<FoundRow> ORDER =
            Comparator.comparingLong(FoundRow::windowStart).thenComparing(FoundRow::group);

    private final long windowStart;
    private long windowEnd;
    private final GroupKey group;
    private final List<byte[]> states = new ArrayList<>(1);
    private long bytes;
    private long lateEvents;

    /** A row without parts so far. */
    FoundRow(long windowStart, long windowEnd, GroupKey group) {
        this.windowStart = windowStart;
        this.windowEnd = windowEnd;
        this.group = group;
    }

    /** A row with its first part. */
    static FoundRow of(RollupRow first) {
        FoundRow row = new FoundRow(
                first.key().windowStart(), first.windowEnd(), first.key().group());
        row.add(first);
        return row;
    }

    /** Its window reaches at least so far. */
    void extendTo(long end) {
        windowEnd = Math.max(windowEnd, end);
    }

    boolean isOf(RollupRow row) {
        return row.key().windowStart() == windowStart && row.key().group().equals(group);
    }

    void add(RollupRow part) {
        states.add(part.state());
        bytes += part.state().length;
        if (part.key().isLate()) {
            lateEvents += part.events();
        }
    }

    int parts() {
        return states.size();
    }

    /** Of all parts. */
    long bytes() {
        return bytes;
    }

    /** Makes one part of all. */
    void compact(RollupPlan plan) {
        ByteWriter out = new ByteWriter();
        merged(plan).write(out);
        states.clear();
        states.add(out.toByteArray());
        bytes = out.length();
    }

    /** Ms since the epoch, inclusive. */
    public long windowStart() {
        return windowStart;
    }

    /** Ms since the epoch, exclusive. */
    public long windowEnd() {
        return windowEnd;
    }

    public GroupKey group() {
        return group;
    }

    /** How many events came when the state of the window was gone. */
    public long lateEvents() {
        return lateEvents;
    }

    /** The parts as one, from their mergeable states. */
    public RollupState merged(RollupPlan plan) {
        RollupState state = plan.newState();
        for (byte[] part : states) {
            state.mergeFrom(new ByteReader(part));
        }
        return state;
    }
}
