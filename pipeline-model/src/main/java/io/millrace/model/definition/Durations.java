package io.millrace.model.definition;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as definitions, URLs and answers write them: a whole number and one unit, {@code 500ms 30s 5m 1h 7d 2w}. Never negative. */
public final class Durations {
    /** What a wrong duration should have been, for a person. */
    public static final String RULE =
            "a whole number and one unit of ms, s, m, h, d, w, such as 500ms, 30s, 5m, 1h, 7d, 2w";

    private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,14})(ms|s|m|h|d|w)");
    private static final String[] UNITS = {"d", "h", "m", "s"};

    private Durations() {}

    /**
     * @throws IllegalArgumentException if it is not a duration, or one of more milliseconds than 64 bits hold
     */
    public static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration");
        }
        try {
            return Duration.ofMillis(Math.multiplyExact(Long.parseLong(matcher.group(1)), millisOf(matcher.group(2))));
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException("'" + text + "' is too long a duration", overflow);
        }
    }

    /**
     * The one canonical text: the largest unit up to days that leaves no rest, so that {@code 60m} reads {@code 1h} and {@code 2w} reads
     * {@code 14d}. Parses back to the same duration.
     *
     * @param duration not negative, of whole milliseconds
     */
    public static String format(Duration duration) {
        if (duration.isNegative() || duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("not a duration of whole milliseconds: " + duration);
        }
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        for (String unit : UNITS) {
            if (millis % millisOf(unit) == 0) {
                return millis / millisOf(unit) + unit;
            }
        }
        return millis + "ms";
    }

    private static long millisOf(String unit) {
        return switch (unit) {
            case "ms" -> 1L;
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            case "d" -> 86_400_000L;
            case "w" -> 7 * 86_400_000L;
            default -> throw new IllegalArgumentException("no such unit: " + unit);
        };
    }
}
