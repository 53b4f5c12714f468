package io.millrace.batch.compute;

import io.millrace.batch.plan.BoundPlan.BoundTarget;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TumblingWindows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/** What the events so far came to, by row, until there is no more room. Not thread-safe. */
final class PartialRows implements Counts {
    /** What an entry takes beside its key and state, roughly, in bytes. */
    private static final int ENTRY_BYTES = 200;

    /** A state is weighed at its first events and then every so many: it grows little in between. */
    private static final int WEIGHED_EVERY = 16;

    private final int partitions;
    private final List<RollupLayout> stored;
    private final long mostBytes;
    private final Map<Place, Entry> rows = new HashMap<>();
    private final ByteWriter group = new ByteWriter();
    private final ByteWriter value = new ByteWriter();
    private final Queue<Keyed> ended;
    private long bytes;

    /** A row, by target, window (none for sessions: one is open at a time) and group. */
    private record Place(int target, long windowStart, GroupKey group) {}

    private static final class Entry {
        private final RollupState state;
        private long start;
        private long end;

        Entry(RollupState state, long start, long end) {
            this.state = state;
            this.start = start;
            this.end = end;
        }
    }

    /**
     * @param partitions of the aggregate stage
     * @param stored how rows lie that are to be sorted as they are stored, by target; empty = they are sorted by window
     * @param mostBytes heap that rows may take, roughly
     * @param ended takes pieces of sessions that later events don't go on with
     */
    PartialRows(int partitions, List<RollupLayout> stored, long mostBytes, Queue<Keyed> ended) {
        this.partitions = partitions;
        this.stored = List.copyOf(stored);
        this.mostBytes = mostBytes;
        this.ended = ended;
    }

    boolean isFull() {
        return bytes > mostBytes;
    }

    @Override
    public void add(BoundTarget target, Event event) {
        group.reset();
        target.plan().groups().encode(event, group);
        GroupKey key = new GroupKey(Arrays.copyOf(group.array(), group.length()));
        if (target.plan().windows() instanceof SessionWindows sessions) {
            addToSession(target, sessions, key, event);
            return;
        }
        TumblingWindows panes = target.plan().panes().orElseThrow();
        long start = panes.startOf(event.eventTime());
        add(event, entry(target, new Place(target.index(), start, key), start, panes.endOf(start)).state);
    }

    private Entry entry(BoundTarget target, Place place, long start, long end) {
        Entry entry = rows.get(place);
        if (entry == null) {
            entry = new Entry(target.plan().newState(), start, end);
            rows.put(place, entry);
            bytes += ENTRY_BYTES + place.group().bytes().length;
        }
        return entry;
    }

    private void add(Event event, RollupState state) {
        state.add(event);
        long events = state.events();
        if (events % WEIGHED_EVERY == 0 || (events & (events - 1)) == 0) {
            bytes += state.growth();
        }
    }

    /** Events come about in the order of time, so one piece a group is open: one that does not fit, or is of another cell, ends it. */
    private void addToSession(BoundTarget target, SessionWindows windows, GroupKey key, Event event) {
        Place place = new Place(target.index(), 0, key);
        long start = event.eventTime();
        long end = windows.endOf(start);
        Entry open = rows.get(place);
        if (open != null
                && !(SessionWindows.overlap(open.start, open.end, start, end)
                        && isOfOneCell(windows, open.start, start))) {
            ended.add(keyed(target.index(), key, open));
            rows.remove(place);
            bytes -= ENTRY_BYTES + key.bytes().length + open.state.bytes();
        }
        Entry piece = entry(target, place, start, end);
        piece.start = Math.min(piece.start, start);
        piece.end = Math.max(piece.end, end);
        add(event, piece.state);
    }

    private static boolean isOfOneCell(SessionWindows windows, long start, long other) {
        TumblingWindows cells = windows.cells();
        return cells.startOf(start) == cells.startOf(other);
    }

    private Keyed keyed(int target, GroupKey key, Entry piece) {
        ByteWriter out = new ByteWriter(key.bytes().length + 24);
        SortKey.writeSession(target, key, piece.start, out);
        value.reset();
        value.writeUnsigned(piece.end - piece.start);
        piece.state.write(value);
        return new Keyed(out.toByteArray(), value.toByteArray());
    }

    /**
     * Hands over everything, sorted, and forgets it: what sorts the rows of all tasks then finds them in long runs.
     *
     * @param targets by index
     */
    void drainTo(Consumer<Keyed> output, List<BoundTarget> targets) {
        List<Keyed> drained = new ArrayList<>(rows.size());
        rows.forEach((place, entry) -> drained.add(keyed(targets.get(place.target()), place, entry)));
        rows.clear();
        bytes = 0;
        drained.sort(Keyed.ORDER);
        drained.forEach(output);
    }

    private Keyed keyed(BoundTarget target, Place place, Entry entry) {
        if (target.plan().windows() instanceof SessionWindows) {
            return keyed(place.target(), place.group(), entry);
        }
        ByteWriter out = new ByteWriter(place.group().bytes().length + 24);
        if (stored.isEmpty() || target.plan().mostGroups(partitions).isPresent()) {
            int partition = target.partitionOf(place.group(), partitions);
            SortKey.writeWindow(place.target(), place.windowStart(), partition, place.group(), out);
        } else {
            SortKey.writeStored(place.target(), stored.get(place.target()), place.group(), place.windowStart(), out);
        }
        value.reset();
        entry.state.write(value);
        return new Keyed(out.toByteArray(), value.toByteArray());
    }
}
