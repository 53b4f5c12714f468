package io.millrace.query.request;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody who wrote an unknown name probably meant. */
final class Suggestion {
    private static final int LONGEST = 60;

    private Suggestion() {}

    /** The known name that is nearest, if it is near: at most a third of its letters differ. */
    static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        return known.stream()
                .filter(name -> distance(word, name) <= Math.max(1, name.length() / 3))
                .min(Comparator.<String>comparingInt(name -> distance(word, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code Did you mean 'x'? } if something is near, then what is known. */
    static String hint(String word, Collection<String> known) {
        String all = known.isEmpty() ? "there are none" : "known: " + String.join(", ", known);
        return nearest(word, known)
                .map(name -> "did you mean '" + name + "'? " + all)
                .orElse(all);
    }

    /** Letters to insert, leave out, replace or swap with their neighbour, without regard to case. */
    private static int distance(String left, String right) {
        String from = left.toLowerCase(Locale.ROOT);
        String to = right.toLowerCase(Locale.ROOT);
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int row = 0; row <= from.length(); row++) {
            for (int column = 0; column <= to.length(); column++) {
                if (row == 0 || column == 0) {
                    cost[row][column] = row + column;
                    continue;
                }
                int change = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
                int least = Math.min(cost[row - 1][column], cost[row][column - 1]) + 1;
                cost[row][column] = Math.min(least, cost[row - 1][column - 1] + change);
                if (row > 1
                        && column > 1
                        && from.charAt(row - 1) == to.charAt(column - 2)
                        && from.charAt(row - 2) == to.charAt(column - 1)) {
                    cost[row][column] = Math.min(cost[row][column], cost[row - 2][column - 2] + 1);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
