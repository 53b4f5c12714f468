package io.millrace.batch.spark;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of comparing rows.
 *
 * @param equal rows that are equal bit for bit
 * @param different rows that are not
 * @param undecided sessions that may go on behind what was read: nothing is said then
 * @param lines some of the differences, a JSON object each
 */
public record Comparison(long equal, long different, long undecided, List<String> lines) {
    private static final String COUNTS = "#";

    public Comparison {
        lines = List.copyOf(lines);
    }

    static String counts(long equal, long different, long undecided) {
        return COUNTS + equal + " " + different + " " + undecided;
    }

    static Comparison read(List<String> told) {
        long[] sums = new long[3];
        List<String> lines = new ArrayList<>();
        for (String line : told) {
            if (line.startsWith(COUNTS)) {
                String[] counts = line.substring(COUNTS.length()).split(" ", -1);
                for (int index = 0; index < sums.length; index++) {
                    sums[index] += Long.parseLong(counts[index]);
                }
            } else {
                lines.add(line);
            }
        }
        return new Comparison(sums[0], sums[1], sums[2], lines);
    }
}
