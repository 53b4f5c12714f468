package io.millrace.stream.route;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.drain.WindowTable;
import io.millrace.stream.partial.Partial;
import java.util.Arrays;
import java.util.function.BiConsumer;

/** What the events since the last drain came to, by rollup, window and group. Not thread-safe. */
final class PartialAggregates {
    /** What an entry takes beside its group and state, roughly, in bytes. */
    private static final int ENTRY_BYTES = 160;

    /** A state is weighed at its first events and then every so many: it grows little in between. */
    private static final int WEIGHED_EVERY = 16;

    private final WindowTable<RollupRoute, RollupState> states = new WindowTable<>();
    private final ByteWriter key = new ByteWriter();
    private final ByteWriter value = new ByteWriter();
    private long bytes;

    /** Counts an event into a window of a group, whose bytes are a slice of an array. */
    void add(RollupRoute rollup, long windowStart, byte[] source, int offset, int length, Event event) {
        RollupState state = states.get(rollup, windowStart, source, offset, length);
        if (state == null) {
            state = rollup.plan().newState();
            states.add(rollup, windowStart, Arrays.copyOfRange(source, offset, offset + length), state);
            bytes += ENTRY_BYTES + length;
        }
        state.add(event);
        long events = state.events();
        if (events % WEIGHED_EVERY == 0 || (events & (events - 1)) == 0) {
            bytes += state.growth();
        }
    }

    /** Heap taken, roughly. */
    long bytes() {
        return bytes;
    }

    /** Hands over key and value of each partial aggregate, and forgets them all. */
    void drainTo(BiConsumer<byte[], byte[]> receiver) {
        for (WindowTable.Entry<RollupRoute, RollupState> entry : states.entries()) {
            RollupRoute rollup = entry.owner();
            key.reset();
            key.writeBytes(rollup.target());
            key.writeBytes(entry.bytes());
            value.reset();
            Partial.writeHeader(rollup.definitionsOffset(), entry.windowStart(), value);
            entry.value().write(value);
            receiver.accept(key.toByteArray(), value.toByteArray());
        }
        clear();
    }

    void clear() {
        states.clear();
        bytes = 0;
    }
}
