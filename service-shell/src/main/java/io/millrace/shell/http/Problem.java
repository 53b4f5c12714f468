package io.millrace.shell.http;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.millrace.model.definition.DefinitionProblem;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Why a request was not done (RFC 9457).
 *
 * @param type {@code urn:millrace:problem:} and the problem's name
 * @param title the same for every problem of the type
 * @param detail about this one
 * @param retryable whether the same request may succeed later
 * @param errors the single things that are wrong, where there are several
 * @param members what only problems of this type have
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"type", "title", "status", "detail", "retryable", "errors"})
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        boolean retryable,
        List<Item> errors,
        Map<String, Object> members) {
    public static final MediaType MEDIA_TYPE = MediaType.of("application/problem+json");

    private static final String RETRY_AFTER = "Retry-After";
    private static final String TYPE_PREFIX = "urn:millrace:problem:";
    private static final String RETRY_AFTER_SECONDS = "5";

    public Problem {
        errors = List.copyOf(errors);
        members = Map.copyOf(members);
    }

    /**
     * One thing that is wrong.
     *
     * @param path where: in the definition, or the parameter; empty = the whole
     * @param message what
     * @param hint what would be right
     */
    public record Item(String path, String message, String hint) {
        public static List<Item> of(List<DefinitionProblem> problems) {
            return problems.stream()
                    .map(problem -> new Item(problem.path(), problem.message(), problem.hint()))
                    .toList();
        }
    }

    /** A problem with nothing but a detail; retryable if its status says so. */
    public static Problem of(HttpStatus status, String name, String title, String detail) {
        boolean retryable = status == HttpStatus.SERVICE_UNAVAILABLE || status == HttpStatus.TOO_MANY_REQUESTS;
        return new Problem(TYPE_PREFIX + name, title, status.getCode(), detail, retryable, List.of(), Map.of());
    }

    /** Not now: the same request may succeed later. */
    public static Problem unavailable(String detail) {
        return of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "The service can't do this now", detail);
    }

    public static Problem notFound(String detail) {
        return of(HttpStatus.NOT_FOUND, "not-found", "There is no such thing", detail);
    }

    /** Parameters or headers that can't be used. */
    public static Problem invalidParameters(List<Item> items) {
        String detail = items.size() == 1
                ? items.get(0).path() + ": " + items.get(0).message()
                : items.size() + " things are wrong with the request's parameters; see errors";
        return of(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "invalid-parameter",
                        "The request's parameters can't be used",
                        detail)
                .withErrors(items);
    }

    public Problem withErrors(List<Item> newErrors) {
        return new Problem(type, title, status, detail, retryable, newErrors, members);
    }

    public Problem withMembers(Map<String, Object> newMembers) {
        return new Problem(type, title, status, detail, retryable, errors, newMembers);
    }

    @Override
    @JsonAnyGetter
    public Map<String, Object> members() {
        return members;
    }

    /** The answer that carries it. */
    public MutableHttpResponse<Problem> toResponse() {
        return writeTo(HttpResponse.status(HttpStatus.valueOf(status)));
    }

    /** The answer that carries it, where it is known when to come again; said in whole seconds, at least one. */
    public MutableHttpResponse<Problem> toResponse(Duration retryAfter) {
        MutableHttpResponse<Problem> response = toResponse();
        long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
        response.getHeaders().set(RETRY_AFTER, Long.toString(seconds));
        return response;
    }

    /** Makes an answer carry it; headers stay. */
    MutableHttpResponse<Problem> writeTo(MutableHttpResponse<?> response) {
        if (retryable) {
            response.header(RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.body(this).contentType(MEDIA_TYPE);
    }
}
