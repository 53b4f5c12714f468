package io.millrace.benchmarks.endtoend;

import java.util.Locale;

/**
 * One comparison of a run.
 *
 * @param ours a second
 * @param theirs a second, measured in the same run
 * @param goal what the ratio should reach
 */
record Measured(String what, String unit, double ours, String against, double theirs, double goal) {
    double ratio() {
        return ours / theirs;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-28s %,12.0f %-10s %-34s %,12.0f   ratio %5.2f  (goal %.1f%s)",
                what,
                ours,
                unit,
                against,
                theirs,
                ratio(),
                goal,
                ratio() >= goal ? "" : ", missed");
    }
}
