package io.millrace.model.expression;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as CEL writes them: {@code 1h30m}, {@code -1.5s}, {@code 250ms}. */
final class DurationText {
    private static final Pattern WHOLE = Pattern.compile("-?(?:[0-9]{1,9}(?:\\.[0-9]{1,9})?(?:h|ms|m|s))+");
    private static final Pattern PIECE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(h|ms|m|s)");

    private DurationText() {}

    /**
     * In milliseconds.
     *
     * @throws IllegalArgumentException if it is none; the message says what would be
     */
    static long parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "duration takes hours (h), minutes (m), seconds (s) and milliseconds (ms), such as duration(\"1h30m\")");
        }
        BigDecimal millis = BigDecimal.ZERO;
        Matcher pieces = PIECE.matcher(text);
        while (pieces.find()) {
            millis = millis.add(new BigDecimal(pieces.group(1)).multiply(BigDecimal.valueOf(unit(pieces.group(2)))));
        }
        try {
            return (text.startsWith("-") ? millis.negate() : millis).longValueExact();
        } catch (ArithmeticException finer) {
            throw new IllegalArgumentException("duration takes nothing finer than a millisecond", finer);
        }
    }

    private static long unit(String name) {
        return switch (name) {
            case "h" -> 3_600_000;
            case "m" -> 60_000;
            case "s" -> 1_000;
            default -> 1;
        };
    }
}
