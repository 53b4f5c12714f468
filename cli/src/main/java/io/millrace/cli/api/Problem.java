package io.millrace.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A problem detail (RFC 9457) that a service answered with.
 *
 * @param retryable whether the same request may succeed later
 * @param retryAfter how long to wait before it, if the service says so
 */
public record Problem(
        int status, String title, String detail, boolean retryable, Optional<Duration> retryAfter, List<Item> errors) {
    public Problem {
        errors = List.copyOf(errors);
    }

    /** One of several things that are wrong. */
    public record Item(String path, String message, String hint) {}

    /** From the body of an answer; one that is no problem detail is shown as it is. */
    static Problem of(int status, JsonNode body, String text, Optional<Duration> retryAfter) {
        if (!body.isObject()) {
            return new Problem(
                    status, "HTTP " + status, text.strip(), status >= 500 || status == 429, retryAfter, List.of());
        }
        List<Item> items = new ArrayList<>();
        body.path("errors")
                .forEach(item -> items.add(new Item(
                        item.path("path").asText(),
                        item.path("message").asText(),
                        item.path("hint").asText())));
        return new Problem(
                status,
                body.path("title").asText("HTTP " + status),
                body.path("detail").asText(""),
                body.path("retryable").asBoolean(status >= 500 || status == 429),
                retryAfter,
                items);
    }
}
