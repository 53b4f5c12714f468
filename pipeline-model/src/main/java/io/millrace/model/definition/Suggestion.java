package io.millrace.model.definition;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What someone who mistyped a name probably meant. */
public final class Suggestion {
    /** Comparing a name with more candidates than this is not worth its time. */
    private static final int MAX_CANDIDATES = 2_000;

    private Suggestion() {}

    /** The nearest candidate, if one is near: other case or separators, or a letter or two off. */
    public static Optional<String> nearest(String name, Collection<String> candidates) {
        if (candidates.size() > MAX_CANDIDATES || name.length() > 60) {
            return Optional.empty();
        }
        String wanted = plain(name);
        String best = null;
        int bestDistance = 1 + Math.max(1, Math.min(3, wanted.length() / 3));
        for (String candidate : candidates) {
            int distance = distance(wanted, plain(candidate));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** "did you mean 'x'?" if something is near, else the general hint. */
    public static String hint(String name, Collection<String> candidates, String otherwise) {
        return nearest(name, candidates)
                .map(near -> "did you mean '" + near + "'?")
                .orElse(otherwise);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Letters to insert, leave out, replace or swap with their neighbour. */
    private static int distance(String left, String right) {
        int[][] cost = new int[left.length() + 1][right.length() + 1];
        for (int row = 0; row <= left.length(); row++) {
            for (int column = 0; column <= right.length(); column++) {
                if (row == 0 || column == 0) {
                    cost[row][column] = row + column;
                    continue;
                }
                boolean same = left.charAt(row - 1) == right.charAt(column - 1);
                int least = Math.min(cost[row - 1][column], cost[row][column - 1]) + 1;
                least = Math.min(least, cost[row - 1][column - 1] + (same ? 0 : 1));
                if (row > 1
                        && column > 1
                        && left.charAt(row - 1) == right.charAt(column - 2)
                        && left.charAt(row - 2) == right.charAt(column - 1)) {
                    least = Math.min(least, cost[row - 2][column - 2] + 1);
                }
                cost[row][column] = least;
            }
        }
        return cost[left.length()][right.length()];
    }
}
