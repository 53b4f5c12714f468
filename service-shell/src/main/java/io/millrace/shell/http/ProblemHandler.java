package io.millrace.shell.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.millrace.shell.life.NotReadyException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every failure with a problem: those of requests, and those that the HTTP server finds itself. */
@Singleton
final class ProblemHandler implements ExceptionHandler<Throwable, HttpResponse<?>>, ErrorResponseProcessor<Problem> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    private final List<ProblemSource> sources;

    ProblemHandler(List<ProblemSource> sources) {
        this.sources = sources;
    }

    @Override
    public HttpResponse<?> handle(@SuppressWarnings("rawtypes") HttpRequest request, Throwable failure) {
        return problemOf(request, failure).toResponse();
    }

    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = response.getStatus();
        if (status.getCode() >= HttpStatus.INTERNAL_SERVER_ERROR.getCode()) {
            // What the server says of a failure of its own is not for clients.
            Throwable failure = context.getRootCause().orElseGet(() -> new IllegalStateException(status.getReason()));
            Problem problem = problemOf(context.getRequest(), failure);
            return problem.writeTo(response.status(problem.status()));
        }
        String name = status.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Problem.of(status, name, status.getReason(), detail(context, status))
                .writeTo(response);
    }

    private static String detail(ErrorContext context, HttpStatus status) {
        if (status == HttpStatus.NOT_FOUND) {
            return "nothing is at " + context.getRequest().getPath();
        }
        String errors = context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
        return errors.isEmpty() ? status.getReason() : errors;
    }

    private Problem problemOf(HttpRequest<?> request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Problem problem = problemOf(cause);
        if (problem.status() == HttpStatus.INTERNAL_SERVER_ERROR.getCode()) {
            LOG.error("{} {} failed", request.getMethod(), request.getPath(), cause);
        } else if (problem.retryable()) {
            // The reason is for the log only: it names hosts.
            LOG.warn(
                    "{} {} can't be answered now: {}",
                    request.getMethod(),
                    request.getPath(),
                    String.valueOf(cause.getCause() == null ? cause : cause.getCause()));
        }
        return problem;
    }

    private Problem problemOf(Throwable cause) {
        if (cause instanceof ProblemException known) {
            return known.problem();
        }
        if (cause instanceof NotReadyException) {
            return Problem.unavailable(String.valueOf(cause.getMessage()));
        }
        return sources.stream()
                .flatMap(source -> source.problemOf(cause).stream())
                .findFirst()
                .orElseGet(() -> Problem.of(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "internal-error",
                        "The service failed",
                        "this is a fault of the service; its log says more"));
    }
}
