package io.millrace.batch.spark;

import io.millrace.model.rollup.GroupKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of comparing rows.
 *
 * @param targets how many rows of each target are equal and are not, by its index in the plan
 * @param missing rows that are not stored
 * @param unfounded stored rows of which the events say nothing
 * @param regrouped rows of windows with a limit of groups that are of other groups, though the windows come to the same
 * @param differences some of the different rows
 */
public record Comparison(
        Map<Integer, Tally> targets, long missing, long unfounded, long regrouped, List<Difference> differences) {
    private static final String COUNTS = "#";
    private static final String TARGET = "@";
    private static final int SUMS = 3;

    /**
     * How many rows there are of a kind.
     *
     * @param equal bit for bit
     * @param different missing and unfounded ones among them
     */
    public record Tally(long equal, long different) {
        Tally plus(Tally other) {
            return new Tally(equal + other.equal, different + other.different);
        }
    }

    /**
     * A row that is not equal.
     *
     * @param target index in the plan
     * @param start of its window, pane or piece, ms since the epoch
     * @param end no event of it is then or later
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
        targets = Map.copyOf(targets);
        differences = List.copyOf(differences);
    }

    /** Rows that are equal bit for bit. */
    public long equal() {
        return targets.values().stream().mapToLong(Tally::equal).sum();
    }

    /** Rows that are not, missing and unfounded ones among them. */
    public long different() {
        return targets.values().stream().mapToLong(Tally::different).sum();
    }

    /** Some of the differences, a JSON object each. */
    public List<String> lines() {
        return differences.stream().map(Difference::json).toList();
    }

    static String counts(int target, long equal, long different) {
        return TARGET + target + " " + equal + " " + different;
    }

    static String counts(long missing, long unfounded, long regrouped) {
        return COUNTS + missing + " " + unfounded + " " + regrouped;
    }

    private static long[] numbers(String line) {
        return Arrays.stream(line.substring(1).split(" ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    static Comparison read(List<String> told) {
        long[] sums = new long[SUMS];
        Map<Integer, Tally> targets = new TreeMap<>();
        List<Difference> differences = new ArrayList<>();
        for (String line : told) {
            if (line.startsWith(COUNTS)) {
                long[] counts = numbers(line);
                for (int index = 0; index < sums.length; index++) {
                    sums[index] += counts[index];
                }
            } else if (line.startsWith(TARGET)) {
                long[] counts = numbers(line);
                targets.merge((int) counts[0], new Tally(counts[1], counts[2]), Tally::plus);
            } else {
                differences.add(Difference.read(line));
            }
        }
        return new Comparison(targets, sums[0], sums[1], sums[2], differences);
    }
}
