package io.millrace.query.request;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** RFC 3339 times in URLs. */
final class TimeText {
    static final String RULE = "an RFC 3339 time such as 2019-08-01T03:35:00Z";

    private static final Pattern TEXT = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");
    private static final Pattern LOST_PLUS = Pattern.compile(".*T[0-9:.]+ [0-9]{2}:[0-9]{2}");

    private TimeText() {}

    /**
     * @throws IllegalArgumentException saying what a time looks like
     */
    static Instant parse(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (LOST_PLUS.matcher(upper).matches()) {
            throw new IllegalArgumentException(RULE + "; in a URL a + is written %2B");
        }
        if (!TEXT.matcher(upper).matches()) {
            throw new IllegalArgumentException(RULE);
        }
        try {
            return OffsetDateTime.parse(upper).toInstant();
        } catch (DateTimeParseException noSuchTime) {
            throw new IllegalArgumentException(RULE, noSuchTime);
        }
    }

    static boolean isWholeMilliseconds(Instant time) {
        return time.equals(Instant.ofEpochMilli(time.toEpochMilli()));
    }
}
