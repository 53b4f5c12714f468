package io.millrace.model.expression;

import io.millrace.model.event.Event;

/**
 * One evaluation: the event, and whether the number evaluated last has no value. A node finds the mark unset, and leaves it set only if it
 * gives no value itself, so whoever evaluates two operands takes the mark of the first before it evaluates the second.
 */
final class Frame {
    private final Event event;
    private boolean missing;

    Frame(Event event) {
        this.event = event;
    }

    Event event() {
        return event;
    }

    void setMissing() {
        missing = true;
    }

    /** Whether the mark was set; it no longer is. */
    boolean takeMissing() {
        boolean was = missing;
        missing = false;
        return was;
    }

    /** Whether the mark is set, or is now because the operand before had no value. */
    boolean isMissingAfter(boolean before) {
        missing |= before;
        return missing;
    }

    boolean isMissing() {
        return missing;
    }
}
