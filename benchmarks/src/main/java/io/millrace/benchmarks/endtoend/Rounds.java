package io.millrace.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What takes turns in rounds: the first of each warms up, the median of the others stands. */
final class Rounds {
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    /** Takes in a turn, and prints it. */
    void add(String what, long events, double seconds) {
        List<Double> turns = rates.computeIfAbsent(what, key -> new ArrayList<>());
        System.out.printf(
                Locale.ROOT,
                "  %s, %s: %,.0f events/s%n",
                what,
                turns.isEmpty() ? "to warm up" : "round " + turns.size(),
                events / seconds);
        turns.add(events / seconds);
    }

    /** Events a second. */
    double median(String what) {
        List<Double> turns = rates.get(what);
        if (turns == null || turns.size() < 2) {
            throw new IllegalStateException("no counted round of " + what);
        }
        List<Double> sorted = turns.subList(1, turns.size()).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
