package io.millrace.model.format;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * From the local time of a zone to UTC. An ambiguous local time takes the earlier offset (that before the change); one that a change skips
 * does not exist. Remembers the last stretch between two changes, in which the offset is fixed. Not thread-safe.
 */
final class LocalClock {
    /** No such local time. */
    static final long NONE = Long.MIN_VALUE;

    private final ZoneRules rules;
    // Local seconds from first to last, inclusive, have this one offset. Empty at first.
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private int offset;

    LocalClock(ZoneId zone) {
        rules = zone.getRules();
    }

    /**
     * @param localSecond seconds from 1970-01-01T00:00:00 on the zone's clocks
     * @return seconds since the epoch, or {@link #NONE}
     */
    long toEpochSecond(long localSecond) {
        if (localSecond >= first && localSecond <= last) {
            return localSecond - offset;
        }
        List<ZoneOffset> offsets = rules.getValidOffsets(LocalDateTime.ofEpochSecond(localSecond, 0, ZoneOffset.UTC));
        if (offsets.isEmpty()) {
            return NONE;
        }
        long second = localSecond - offsets.get(0).getTotalSeconds();
        if (offsets.size() == 1) {
            remember(Instant.ofEpochSecond(second), offsets.get(0));
        }
        return second;
    }

    private void remember(Instant instant, ZoneOffset only) {
        // The previous transition is asked for from just after, since one at the very instant counts.
        ZoneOffsetTransition previous = rules.previousTransition(instant.plusNanos(1));
        ZoneOffsetTransition next = rules.nextTransition(instant);
        first = previous == null ? Long.MIN_VALUE : Math.max(before(previous), after(previous));
        last = next == null ? Long.MAX_VALUE : Math.min(before(next), after(next)) - 1;
        offset = only.getTotalSeconds();
    }

    private static long before(ZoneOffsetTransition transition) {
        return transition.toEpochSecond() + transition.getOffsetBefore().getTotalSeconds();
    }

    private static long after(ZoneOffsetTransition transition) {
        return transition.toEpochSecond() + transition.getOffsetAfter().getTotalSeconds();
    }
}
