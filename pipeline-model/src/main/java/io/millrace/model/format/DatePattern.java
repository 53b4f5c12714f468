package io.millrace.model.format;

import io.millrace.model.definition.TimePattern;
import java.io.ByteArrayOutputStream;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TimePattern}, faster: patterns of digits in fixed places, such as {@code dd/MM/yyyy HH:mm:ss}, are read without the formatter. What
 * that does not understand goes to the formatter, which has the last word.
 */
final class DatePattern {
    private static final String LETTERS = "yMdHmsS";
    private static final int LITERAL = -1;

    private final DateTimeFormatter formatter;
    // A byte of text each: an index in LETTERS, or LITERAL for the byte in literals. Null: the formatter reads all.
    private final int @Nullable [] places;
    private final byte[] literals;
    private final int[] parts = new int[LETTERS.length()];
    private final boolean hasTime;

    private DatePattern(DateTimeFormatter formatter, int @Nullable [] places, byte[] literals, boolean hasTime) {
        this.formatter = formatter;
        this.places = places;
        this.literals = literals;
        this.hasTime = hasTime;
    }

    /**
     * @throws IllegalArgumentException if it is no pattern
     */
    static DatePattern of(String pattern) {
        DateTimeFormatter formatter = TimePattern.of(pattern).formatter();
        FixedPlaces fixed = new FixedPlaces(pattern);
        return fixed.isFixed()
                ? new DatePattern(formatter, fixed.places(), fixed.literals(), fixed.has('H'))
                : new DatePattern(formatter, null, new byte[0], false);
    }

    DateTimeFormatter formatter() {
        return formatter;
    }

    /** Milliseconds from 1970-01-01T00:00 on the clock that wrote it, or {@link LocalClock#NONE}: ask the formatter. */
    long localMillis(byte[] text, int offset, int length) {
        if (!scan(text, offset, length)) {
            return LocalClock.NONE;
        }
        int day = CalendarText.epochDay(parts[0], parts[1], parts[2]);
        if (day == CalendarText.NONE || parts[3] > 23 || parts[4] > 59 || parts[5] > 59) {
            return LocalClock.NONE;
        }
        return day * CalendarText.MILLIS_PER_DAY + ((parts[3] * 60L + parts[4]) * 60 + parts[5]) * 1000 + parts[6];
    }

    /** Days since 1970-01-01, or {@link CalendarText#NONE}: ask the formatter. */
    int day(byte[] text, int offset, int length) {
        return !hasTime && scan(text, offset, length)
                ? CalendarText.epochDay(parts[0], parts[1], parts[2])
                : CalendarText.NONE;
    }

    private boolean scan(byte[] text, int offset, int length) {
        if (places == null || length != places.length) {
            return false;
        }
        Arrays.fill(parts, 0);
        for (int at = 0; at < length; at++) {
            int next = text[offset + at];
            int place = places[at];
            if (place == LITERAL) {
                if (next != literals[at]) {
                    return false;
                }
            } else {
                int digit = next - '0';
                if (digit < 0 || digit > 9) {
                    return false;
                }
                parts[place] = parts[place] * 10 + digit;
            }
        }
        return true;
    }

    /** Finds out whether a pattern is digits in fixed places: a full date, and a time that leaves out nothing in between. */
    private static final class FixedPlaces {
        private static final String WIDTHS = "4222223";

        private final ByteArrayOutputStream literals = new ByteArrayOutputStream();
        private final List<Integer> places = new ArrayList<>();
        private final int[] widths = new int[LETTERS.length()];
        private boolean fixed = true;

        FixedPlaces(String pattern) {
            int at = 0;
            while (at < pattern.length() && fixed) {
                char next = pattern.charAt(at);
                if (next == '\'') {
                    at = quoted(pattern, at + 1);
                } else if (Character.isLetter(next)) {
                    at = letters(pattern, at);
                } else {
                    fixed = "[]{}#".indexOf(next) < 0;
                    literal(next);
                    at++;
                }
            }
            fixed &= widths[0] > 0 && widths[1] > 0 && widths[2] > 0;
            for (int letter = 4; letter < widths.length; letter++) {
                fixed &= widths[letter] == 0 || widths[letter - 1] > 0;
            }
        }

        private int quoted(String pattern, int start) {
            if (pattern.charAt(start) == '\'') {
                literal('\'');
                return start + 1;
            }
            int at = start;
            while (pattern.charAt(at) != '\'') {
                literal(pattern.charAt(at));
                at++;
            }
            // A doubled quote within quotes is rare: leave it to the formatter.
            fixed &= at + 1 == pattern.length() || pattern.charAt(at + 1) != '\'';
            return at + 1;
        }

        private int letters(String pattern, int start) {
            char letter = pattern.charAt(start);
            int at = start;
            while (at < pattern.length() && pattern.charAt(at) == letter) {
                at++;
            }
            int index = LETTERS.indexOf(letter == 'u' ? 'y' : letter);
            if (index < 0 || widths[index] > 0 || at - start != WIDTHS.charAt(index) - '0') {
                fixed = false;
                return at;
            }
            widths[index] = at - start;
            for (int count = start; count < at; count++) {
                places.add(index);
                literals.write(0);
            }
            return at;
        }

        private void literal(char next) {
            fixed &= next < 0x80;
            places.add(LITERAL);
            literals.write(next);
        }

        boolean isFixed() {
            return fixed;
        }

        boolean has(char letter) {
            return widths[LETTERS.indexOf(letter)] > 0;
        }

        int[] places() {
            return places.stream().mapToInt(place -> place).toArray();
        }

        byte[] literals() {
            return literals.toByteArray();
        }
    }
}
