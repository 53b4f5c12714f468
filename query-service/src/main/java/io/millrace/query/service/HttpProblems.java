package io.millrace.query.service;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the HTTP server itself refuses (no such path, method, media type) reads like every other problem. */
@Singleton
final class HttpProblems implements ErrorResponseProcessor<byte[]> {
    @Override
    public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = response.status();
        String name = status.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Problem problem = Problem.of(status.getCode(), name, status.getReason(), detail(context, status));
        return withHeadersOf(response, FailureHandler.response(problem));
    }

    private static String detail(ErrorContext context, HttpStatus status) {
        if (status == HttpStatus.NOT_FOUND) {
            return "nothing is at " + context.getRequest().getPath();
        }
        if (status.getCode() >= 500) {
            return "this is a fault of the service; its log says more";
        }
        return context.getErrors().stream()
                .map(error -> error.getMessage())
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("; "), text -> text.isEmpty() ? status.getReason() : text));
    }

    /** Such as {@code Allow}. */
    private static MutableHttpResponse<byte[]> withHeadersOf(
            HttpResponse<?> original, MutableHttpResponse<byte[]> response) {
        original.getHeaders().forEach((name, values) -> {
            if (!response.getHeaders().contains(name)) {
                values.forEach(value -> response.header(name, value));
            }
        });
        return response;
    }
}
