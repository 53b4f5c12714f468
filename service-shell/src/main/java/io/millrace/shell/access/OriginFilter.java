package io.millrace.shell.access;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.millrace.shell.http.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of allowed origins ask and read what is answered, and refuses those of all others before anything is done: a page anywhere could else
 * have the browser of someone beside an open service change things in it. Whoever is no browser sends no origin.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">CORS protocol</a>
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class OriginFilter implements Ordered {
    private static final String METHODS = "GET, POST, PUT, DELETE";
    private static final String REQUEST_HEADERS =
            "Accept, Authorization, Content-Encoding, Content-Type, Idempotency-Key, If-Match";
    private static final String ANSWER_HEADERS =
            "ETag, Link, Location, Millrace-Completeness, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate";
    private static final String REMEMBERED_SECONDS = "600";

    private final AllowedOrigins allowed;

    OriginFilter(AllowedOrigins allowed) {
        this.allowed = allowed;
    }

    /** Before keys are asked for: a browser's question beforehand carries none. */
    @Override
    public int getOrder() {
        return AccessFilter.ORDER - 50;
    }

    @RequestFilter
    @Nullable
    MutableHttpResponse<?> judge(HttpRequest<?> request) {
        Optional<String> origin = foreign(request);
        if (origin.isEmpty()) {
            return null;
        }
        if (!allowed.contains(origin.get())) {
            return Problem.of(
                            HttpStatus.FORBIDDEN,
                            "origin-not-allowed",
                            "Pages of this origin may not ask",
                            "the request comes from a page of " + origin.get()
                                    + ", which is not among the origins that the service is set to allow")
                    .toResponse();
        }
        return isQuestionBeforehand(request) ? permit(origin.get()) : null;
    }

    @ResponseFilter
    void open(HttpRequest<?> request, MutableHttpResponse<?> response) {
        foreign(request)
                .filter(allowed::contains)
                .filter(origin -> !response.getHeaders().contains(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN))
                .ifPresent(origin ->
                        name(origin, response).header(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS));
    }

    private static Optional<String> foreign(HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        return headers.get(HttpHeaders.ORIGIN, String.class)
                .filter(origin -> !AllowedOrigins.isSame(origin, headers.get(HttpHeaders.HOST, String.class)));
    }

    private static boolean isQuestionBeforehand(HttpRequest<?> request) {
        return request.getMethod() == HttpMethod.OPTIONS
                && request.getHeaders().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    private static MutableHttpResponse<?> permit(String origin) {
        return name(origin, HttpResponse.noContent())
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                .header(HttpHeaders.ACCESS_CONTROL_MAX_AGE, REMEMBERED_SECONDS);
    }

    private static MutableHttpResponse<?> name(String origin, MutableHttpResponse<?> response) {
        return response.header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .header(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }
}
