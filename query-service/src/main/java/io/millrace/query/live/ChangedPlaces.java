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
 * probably, and again some seconds and half a minute later, in case it was not. Holds no more than it was made for: places that are yet to be read are
 * never dropped, those that are to be looked at again are, the eldest first. Thread-safe.
 */
final class ChangedPlaces {
    static final Duration SOON = Duration.ofMillis(400);

    /** From each reading of a place to the next. */
    static final List<Duration> LATER = List.of(Duration.ofSeconds(4), Duration.ofSeconds(30));

    private final int most;
    private final Map<Place, Instant> changed = new LinkedHashMap<>();
    private final List<Map<Place, Instant>> again = new ArrayList<>();
    private boolean overflowed;

    /** A stored row, whatever its part. */
    record Place(int generation, GroupKey group, long start) {}

    ChangedPlaces(int most) {
        this.most = most;
        LATER.forEach(delay -> again.add(new LinkedHashMap<>()));
    }

    synchronized void changed(Place place, Instant now) {
        if (changed.size() >= most && !changed.containsKey(place)) {
            overflowed = true;
            return;
        }
        changed.putIfAbsent(place, now.plus(SOON));
        again.forEach(places -> places.remove(place));
    }

    /** Whether there were more changes at once than are held: some were not. */
    synchronized boolean hasOverflowed() {
        return overflowed;
    }

    /** Takes places whose time has come, those that changed before those that are looked at again, each in the order of time. */
    synchronized List<Place> due(Instant now, int greatest) {
        List<Place> due = new ArrayList<>();
        take(changed, 0, now, greatest, due);
        for (int reading = 0; reading < again.size(); reading++) {
            take(again.get(reading), reading + 1, now, greatest, due);
        }
        return due;
    }

    /** Every map is in the order of time, for what it holds waits equally long. */
    private void take(Map<Place, Instant> from, int nextReading, Instant now, int greatest, List<Place> due) {
        Iterator<Map.Entry<Place, Instant>> all = from.entrySet().iterator();
        while (due.size() < greatest && all.hasNext()) {
            Map.Entry<Place, Instant> next = all.next();
            if (next.getValue().isAfter(now)) {
                return;
            }
            all.remove();
            due.add(next.getKey());
            if (nextReading < LATER.size()) {
                lookAgain(next.getKey(), nextReading, now);
            }
        }
    }

    private void lookAgain(Place place, int reading, Instant now) {
        Map<Place, Instant> places = again.get(reading);
        places.remove(place);
        places.put(place, now.plus(LATER.get(reading)));
        if (places.size() > most / LATER.size()) {
            Iterator<Place> eldest = places.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }
}
