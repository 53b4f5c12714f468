package io.millrace.batch.spark;

import io.millrace.model.rollup.GroupKey;
import java.util.ArrayList;
import java.util.HexFormat;
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
     * @param end of its window, exclusive
     * @param group of the row
     * @param row tells it from all other rows
     * @param computed tells what the events say from whatever else they may say
     * @param json both sides as they would be answered
     */
    public record Difference(
            int target, long start, long end, GroupKey group, String row, String computed, String json) {
        private static final int FIELDS = 7;

        String line() {
            return target + " " + start + " " + end + " " + group + " " + row + " " + computed + " " + json;
        }

        static Difference read(String line) {
            String[] fields = line.split(" ", FIELDS);
            return new Difference(
                    Integer.parseInt(fields[0]),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]),
                    new GroupKey(HexFormat.of().parseHex(fields[3])),
                    fields[4],
                    fields[5],
                    fields[6]);
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
