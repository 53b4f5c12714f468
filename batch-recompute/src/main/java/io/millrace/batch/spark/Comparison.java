package io.millrace.batch.spark;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of comparing rows.
 *
 * @param equal rows that are equal bit for bit
 * @param different rows that are not, missing and unfounded ones among them
 * @param missing rows that are not stored
 * @param unfounded stored rows of which the events say nothing
 * @param undecided sessions that may go on behind what was read: nothing is said then
 * @param differences some of the different rows
 */
public record Comparison(
        long equal, long different, long missing, long unfounded, long undecided, List<Difference> differences) {
    private static final String COUNTS = "#";
    private static final int SUMS = 5;

    /**
     * A row that is not equal.
     *
     * @param target index in the plan
     * @param start of its window, ms since the epoch
     * @param row tells it from all other rows
     * @param computed tells what the events say from whatever else they may say
     * @param json both sides as they would be answered
     */
    public record Difference(int target, long start, String row, String computed, String json) {
        String line() {
            return target + " " + start + " " + row + " " + computed + " " + json;
        }

        static Difference read(String line) {
            String[] fields = line.split(" ", 5);
            return new Difference(
                    Integer.parseInt(fields[0]), Long.parseLong(fields[1]), fields[2], fields[3], fields[4]);
        }
    }

    public Comparison {
        differences = List.copyOf(differences);
    }

    /** Some of the differences, a JSON object each. */
    public List<String> lines() {
        return differences.stream().map(Difference::json).toList();
    }

    static String counts(long equal, long different, long missing, long unfounded, long undecided) {
        return COUNTS + equal + " " + different + " " + missing + " " + unfounded + " " + undecided;
    }

    static Comparison read(List<String> told) {
        long[] sums = new long[SUMS];
        List<Difference> differences = new ArrayList<>();
        for (String line : told) {
            if (line.startsWith(COUNTS)) {
                String[] counts = line.substring(COUNTS.length()).split(" ", -1);
                for (int index = 0; index < sums.length; index++) {
                    sums[index] += Long.parseLong(counts[index]);
                }
            } else {
                differences.add(Difference.read(line));
            }
        }
        return new Comparison(sums[0], sums[1], sums[2], sums[3], sums[4], differences);
    }
}
