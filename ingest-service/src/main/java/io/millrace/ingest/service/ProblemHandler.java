package io.millrace.ingest.service;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.stream.Collectors;

/** Answers every failure with a problem: those of requests here, and those that the HTTP server finds itself. */
@Singleton
final class ProblemHandler implements ExceptionHandler<Throwable, HttpResponse<?>>, ErrorResponseProcessor<Problem> {

    @Override
    public HttpResponse<?> handle(@SuppressWarnings("rawtypes") HttpRequest request, Throwable failure) {
        return Problems.of(failure).toResponse();
    }

    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = response.getStatus();
        if (status.getCode() >= HttpStatus.INTERNAL_SERVER_ERROR.getCode()) {
            // What the server says of a failure of its own is not for clients.
            Problem problem =
                    Problems.of(context.getRootCause().orElseGet(() -> new IllegalStateException(status.getReason())));
            return problem.writeTo(response.status(problem.status()));
        }
        String detail = context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
        String name = status.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Problem.of(status, name, status.getReason(), detail.isEmpty() ? status.getReason() : detail)
                .writeTo(response);
    }
}
