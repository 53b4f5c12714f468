package io.millrace.cli.api;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * How long an answer asks to wait: seconds, or a time. A time is compared with that of the answer itself, so that no clock of this machine is believed.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110, Retry-After</a>
 */
final class RetryAfter {
    private RetryAfter() {}

    /** Empty if it asks for nothing, or for what can't be understood. */
    static Optional<Duration> of(HttpHeaders headers) {
        return headers.firstValue("Retry-After").map(String::strip).flatMap(value -> {
            if (value.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            Optional<ZonedDateTime> until = time(value);
            Optional<ZonedDateTime> now = headers.firstValue("Date").flatMap(RetryAfter::time);
            return until.flatMap(end -> now.map(start -> Duration.between(start, end)))
                    .map(pause -> pause.isNegative() ? Duration.ZERO : pause);
        });
    }

    private static Optional<ZonedDateTime> time(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
