package io.millrace.query.live;

import io.millrace.model.rollup.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where stored rows changed, each place once however often it changed, and when it is to be read: a moment later, when the row is stored most
 * probably, and once more some seconds later, in case it was not. Holds no more than it was made for. Thread-safe.
 */
final class ChangedPlaces {
    static final Duration SOON = Duration.ofMillis(400);
    static final Duration LATER = Duration.ofSeconds(4);

    private final int most;
    private final Map<Place, Reading> readings = new LinkedHashMap<>();
    private boolean overflowed;

    /** A stored row, whatever its part. */
    record Place(int generation, GroupKey group, long start) {}

    private record Reading(Instant due, boolean again) {}

    ChangedPlaces(int most) {
        this.most = most;
    }

    synchronized void changed(Place place, Instant now) {
        Reading waiting = readings.get(place);
        Instant soon = now.plus(SOON);
        if (waiting == null && readings.size() >= most) {
            overflowed = true;
        } else {
            Instant due = waiting == null || waiting.due().isAfter(soon) ? soon : waiting.due();
            readings.put(place, new Reading(due, true));
        }
    }

    /** Whether there were more changes at once than are held: some were not. */
    synchronized boolean hasOverflowed() {
        return overflowed;
    }

    /** Takes places whose time has come, the first that changed first. */
    synchronized List<Place> due(Instant now, int most) {
        List<Place> due = new ArrayList<>();
        List<Place> again = new ArrayList<>();
        Iterator<Map.Entry<Place, Reading>> all = readings.entrySet().iterator();
        while (all.hasNext() && due.size() < most) {
            Map.Entry<Place, Reading> next = all.next();
            if (!next.getValue().due().isAfter(now)) {
                all.remove();
                due.add(next.getKey());
                if (next.getValue().again()) {
                    again.add(next.getKey());
                }
            }
        }
        again.forEach(place -> readings.put(place, new Reading(now.plus(LATER), false)));
        return due;
    }
}
