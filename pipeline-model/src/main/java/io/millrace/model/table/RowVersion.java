package io.millrace.model.table;

import io.millrace.model.event.EventId;

/**
 * Which event a row of a typed table is of. The greatest is the newest: by event time, then by {@link #writeTime}, then by id.
 *
 * @param eventTime milliseconds since the epoch
 */
public record RowVersion(long eventTime, EventId id) implements Comparable<RowVersion> {
    private static final int MICROS = 1_000;

    /**
     * What the row is written with, in microseconds since the epoch: Cassandra keeps the value with the greatest. Events of one millisecond are
     * told apart by a hash of their ids, so that all values of a row are of the same one. Stored, so it never changes.
     *
     * @throws ArithmeticException if the event time is farther from now than 64 bits of microseconds
     */
    public long writeTime() {
        return Math.addExact(Math.multiplyExact(eventTime, MICROS), slot());
    }

    /** Ids are digests or random in their last 62 bits. */
    private long slot() {
        return Long.remainderUnsigned(id.low(), MICROS);
    }

    @Override
    public int compareTo(RowVersion other) {
        int byTime = Long.compare(eventTime, other.eventTime);
        if (byTime != 0) {
            return byTime;
        }
        int bySlot = Long.compare(slot(), other.slot());
        if (bySlot != 0) {
            return bySlot;
        }
        int byHigh = Long.compareUnsigned(id.high(), other.id.high());
        return byHigh != 0 ? byHigh : Long.compareUnsigned(id.low(), other.id.low());
    }
}
