package io.millrace.model.definition;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/**
 * A {@link DateTimeFormatter} pattern as a field's {@code format} has it: read strictly (no 30 February, no hour 24), month and day names in
 * English; {@code y} means the year as {@code u} does, unless an era is given.
 *
 * @param namesZone whether the text itself says its zone or offset
 */
public record TimePattern(DateTimeFormatter formatter, boolean namesZone) {
    // A day of more than twelve, in the second half of the day, in a week of another year: a pattern that mixes letters
    // up
    // does not read it back.
    private static final ZonedDateTime SAMPLE =
            ZonedDateTime.of(LocalDate.of(2019, 12, 31), LocalTime.of(13, 38, 33, 123_456_789), ZoneId.of("UTC"));
    private static final String TIME_LETTERS = "HkKhmsSnNAaB";

    /**
     * @throws IllegalArgumentException if it is no pattern, or what it writes does not tell a day (and, if it has any time at all, a time)
     */
    public static TimePattern of(String pattern) {
        DateTimeFormatter formatter =
                DateTimeFormatter.ofPattern(plainYear(pattern), Locale.US).withResolverStyle(ResolverStyle.STRICT);
        if (letters(pattern).matches(".*D.*") && letters(pattern).matches(".*[MLd].*")) {
            throw new IllegalArgumentException("mixes the day of the year with month or day of the month");
        }
        TemporalAccessor read;
        try {
            read = formatter.parse(formatter.format(SAMPLE));
        } catch (DateTimeException unreadable) {
            throw new IllegalArgumentException("does not read what it writes: " + unreadable.getMessage(), unreadable);
        }
        if (!SAMPLE.toLocalDate().equals(read.query(TemporalQueries.localDate()))) {
            throw new IllegalArgumentException("does not tell year, month and day");
        }
        if (letters(pattern).chars().anyMatch(letter -> TIME_LETTERS.indexOf(letter) >= 0)
                && read.query(TemporalQueries.localTime()) == null) {
            throw new IllegalArgumentException("does not tell the time of day");
        }
        return new TimePattern(formatter, read.query(TemporalQueries.zone()) != null);
    }

    private static String plainYear(String pattern) {
        return letters(pattern).indexOf('G') >= 0 ? pattern : replaceUnquoted(pattern);
    }

    private static String replaceUnquoted(String pattern) {
        StringBuilder plain = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < pattern.length(); at++) {
            char next = pattern.charAt(at);
            quoted ^= next == '\'';
            plain.append(!quoted && next == 'y' ? 'u' : next);
        }
        return plain.toString();
    }

    /** The letters outside quotes: those that mean something. */
    private static String letters(String pattern) {
        return pattern.replaceAll("'[^']*'?", "");
    }
}
