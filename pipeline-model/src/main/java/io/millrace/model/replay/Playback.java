package io.millrace.model.replay;

import java.util.OptionalDouble;

/**
 * When records of a recording are played, and as what time.
 *
 * @param speed how many times as fast as they happened; empty = as fast as possible
 * @param shift whether event times are moved: to when a record is played, or, as fast as possible, so that the last is at the start
 * @param start of playing, ms since the epoch
 * @param first event time, ms since the epoch
 * @param last event time, ms since the epoch
 */
public record Playback(OptionalDouble speed, boolean shift, long start, long first, long last) {
    /** When a record of an event time is due, ms since the epoch: gaps are kept, in proportion. */
    public long due(long time) {
        return speed.isEmpty() ? start : start + Math.round((time - first) / speed.getAsDouble());
    }

    /** The event time that a record of an event time is played as. */
    public long played(long time) {
        if (!shift) {
            return time;
        }
        return speed.isEmpty() ? time + (start - last) : due(time);
    }
}
