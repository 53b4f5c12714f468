package io.millrace.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What takes turns in rounds: the first ones of each warm up, the median of the others stands. */
final class Rounds {
    private final int warmUp;
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    /** One round warms up. */
    Rounds() {
        this(1);
    }

    /**
     * @param warmUp so many rounds of each
     */
    Rounds(int warmUp) {
        this.warmUp = warmUp;
    }

    /** Takes in a turn, and prints it. */
    void add(String what, long events, double seconds) {
        List<Double> turns = rates.computeIfAbsent(what, key -> new ArrayList<>());
        System.out.printf(
                Locale.ROOT,
                "  %s, %s: %,.0f events/s%n",
                what,
                turns.size() < warmUp ? "to warm up" : "round " + (turns.size() - warmUp + 1),
                events / seconds);
        turns.add(events / seconds);
    }

    /** Events a second. */
    double median(String what) {
        List<Double> turns = rates.get(what);
        if (turns == null || turns.size() <= warmUp) {
            throw new IllegalStateException("no counted round of " + what);
        }
        List<Double> sorted =
                turns.subList(warmUp, turns.size()).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
