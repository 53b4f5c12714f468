package io.millrace.batch.spark;

import java.util.Comparator;

/**
 * A window of a target.
 *
 * @param target index in the plan
 * @param start ms since the epoch
 */
public record WindowStart(int target, long start) implements Comparable<WindowStart> {
    private static final Comparator<WindowStart> ORDER =
            Comparator.comparingInt(WindowStart::target).thenComparingLong(WindowStart::start);

    static String line(int target, long start) {
        return target + " " + start;
    }

    static WindowStart read(String line) {
        String[] fields = line.split(" ", 2);
        return new WindowStart(Integer.parseInt(fields[0]), Long.parseLong(fields[1]));
    }

    @Override
    public int compareTo(WindowStart other) {
        return ORDER.compare(this, other);
    }
}
