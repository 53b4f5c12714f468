package io.millrace.batch.compute;

import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.EventId;
import org.jspecify.annotations.Nullable;

/**
 * Tells copies from events, by the rule of the stream: an event is a copy if its id was appended to its partition within {@code lateness} before it. Events come
 * in the order of ids and, of one id, of offsets; so only the last is remembered. Not thread-safe.
 */
final class Copies {
    private final long lateness;
    private @Nullable EventId last;
    private long lastAppend;

    /**
     * @param lateness ms; an append exactly that long ago is still within
     */
    Copies(long lateness) {
        this.lateness = lateness;
    }

    /** Takes in an event that could be evaluated: one that can't leaves no id behind. */
    boolean isFirst(ArchivedEvent event) {
        if (!event.id().isDerived()) {
            return true;
        }
        boolean first = !event.id().equals(last) || event.appendTime() - lastAppend > lateness;
        last = event.id();
        lastAppend = event.appendTime();
        return first;
    }
}
