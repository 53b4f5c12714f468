package io.millrace.benchmarks.spark;

import java.util.Locale;

/** What whoever submitted the application reads of its output. */
final class Rounds {
    private Rounds() {}

    /**
     * The end of a round.
     *
     * @param startedNanos {@link System#nanoTime()} when it began
     */
    static void print(long startedNanos) {
        System.out.println(String.format(Locale.ROOT, "measured %.3f", (System.nanoTime() - startedNanos) / 1e9));
    }

    /** How many events it was about, where that is known. */
    static void printEvents(long events) {
        System.out.println("events " + events);
    }
}
