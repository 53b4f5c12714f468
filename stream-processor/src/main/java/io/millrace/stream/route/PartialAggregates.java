package io.millrace.stream.route;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.SessionWindows;
import io.millrace.stream.drain.WindowTable;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.partial.PartialBundles;
import java.util.Arrays;

/** What the events since the last drain came to, by rollup, window and group. Not thread-safe. */
final class PartialAggregates {
    /** What an entry takes beside its group and state, roughly, in bytes. */
    private static final int ENTRY_BYTES = 160;

    /** A state is weighed at its first events and then every so many: it grows little in between. */
    private static final int WEIGHED_EVERY = 16;

    /** Sessions of a group are found by the group alone. */
    private static final long ANY_TIME = 0;

    private final WindowTable<RollupRoute, RollupState> windows = new WindowTable<>();
    private final WindowTable<RollupRoute, PartialSessions> sessions = new WindowTable<>();
    private final ByteWriter key = new ByteWriter();
    private final ByteWriter value = new ByteWriter();
    private long bytes;

    /** Counts an event into a window of a group, whose bytes are a slice of an array; of a rollup of sessions, into one of the group's. */
    void add(RollupRoute rollup, long windowStart, byte[] source, int offset, int length, Event event) {
        SessionWindows sessionWindows = rollup.sessions();
        if (sessionWindows != null) {
            addToSession(rollup, sessionWindows, source, offset, length, event);
            return;
        }
        RollupState state = windows.get(rollup, windowStart, source, offset, length);
        if (state == null) {
            state = rollup.plan().newState();
            windows.add(rollup, windowStart, Arrays.copyOfRange(source, offset, offset + length), state);
            bytes += ENTRY_BYTES + length;
        }
        add(event, state);
    }

    private void add(Event event, RollupState state) {
        state.add(event);
        long events = state.events();
        if (events % WEIGHED_EVERY == 0 || (events & (events - 1)) == 0) {
            bytes += state.growth();
        }
    }

    private void addToSession(
            RollupRoute rollup, SessionWindows sessionWindows, byte[] source, int offset, int length, Event event) {
        PartialSessions group = sessions.get(rollup, ANY_TIME, source, offset, length);
        if (group == null) {
            group = new PartialSessions(sessionWindows);
            sessions.add(rollup, ANY_TIME, Arrays.copyOfRange(source, offset, offset + length), group);
            bytes += ENTRY_BYTES + length;
        }
        int before = group.size();
        add(event, group.stateFor(event.eventTime(), rollup.plan()));
        bytes += (group.size() - before) * (long) ENTRY_BYTES;
    }

    /** Heap taken, roughly. */
    long bytes() {
        return bytes;
    }

    /** Hands over each partial aggregate, and forgets them all. */
    void drainTo(PartialBundles bundles) {
        for (WindowTable.Entry<RollupRoute, RollupState> entry : windows.entries()) {
            writeKey(entry);
            value.reset();
            Partial.writeWindow(entry.owner().definitionsOffset(), entry.windowStart(), value);
            entry.value().write(value);
            bundles.add(key, value);
        }
        for (WindowTable.Entry<RollupRoute, PartialSessions> entry : sessions.entries()) {
            writeKey(entry);
            value.reset();
            Partial.writeSessions(entry.owner().definitionsOffset(), value);
            entry.value().write(value);
            bundles.add(key, value);
        }
        bundles.flush();
        clear();
    }

    private void writeKey(WindowTable.Entry<RollupRoute, ?> entry) {
        key.reset();
        key.writeBytes(entry.owner().target());
        key.writeBytes(entry.bytes());
    }

    void clear() {
        windows.clear();
        sessions.clear();
        bytes = 0;
    }
}
