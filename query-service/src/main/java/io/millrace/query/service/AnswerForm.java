package io.millrace.query.service;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What pages of rows have in common over HTTP: JSON or CSV, and a link to the next page. */
final class AnswerForm {
    private AnswerForm() {}

    /** The one of the two that is accepted, the first of those accepted alike. */
    static boolean wantsCsv(HttpRequest<?> request) {
        return request.accept().stream()
                .filter(type -> type.matches(MediaType.APPLICATION_JSON_TYPE) || type.matches(MediaType.TEXT_CSV_TYPE))
                .findFirst()
                .filter(type -> !type.matches(MediaType.APPLICATION_JSON_TYPE))
                .isPresent();
    }

    /** The value of the header {@code Link}: the same request with another cursor, relative to the host. */
    static String linkToNext(HttpRequest<?> request, String cursor) {
        @Nullable String query = request.getUri().getRawQuery();
        Stream<String> others = query == null
                ? Stream.empty()
                : Arrays.stream(query.split("&")).filter(pair -> !pair.isEmpty() && !pair.startsWith("cursor="));
        String address = request.getUri().getRawPath() + "?"
                + Stream.concat(others, Stream.of("cursor=" + cursor)).collect(Collectors.joining("&"));
        return "<" + address + ">; rel=\"next\"";
    }
}
