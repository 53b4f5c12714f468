package io.millrace.benchmarks.spark;

import java.util.Locale;

/** What whoever submitted the application reads of its output. */
final class Rounds {
    private Rounds() {}

    /**
     * @param startedNanos {@link System#nanoTime()} when the round began
     * @param events that it was about
     */
    static void print(String what, long startedNanos, long events) {
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        System.out.println(String.format(Locale.ROOT, "measured %s %.3f %d", what, seconds, events));
    }
}
