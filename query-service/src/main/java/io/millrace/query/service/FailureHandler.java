package io.millrace.query.service;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.millrace.query.answer.NoSuchRollupException;
import io.millrace.query.read.RowsUnavailableException;
import io.millrace.query.request.InvalidRequestException;
import io.millrace.query.request.RequestProblem;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where what went wrong becomes an answer. */
@Singleton
@Produces(Problem.MEDIA_TYPE)
final class FailureHandler implements ExceptionHandler<RuntimeException, HttpResponse<byte[]>> {
    private static final Logger LOG = LoggerFactory.getLogger(FailureHandler.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public HttpResponse<byte[]> handle(HttpRequest request, RuntimeException failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Problem problem = problem(cause);
        if (problem.status() == HttpStatus.INTERNAL_SERVER_ERROR.getCode()) {
            LOG.error("{} {} failed", request.getMethod(), request.getPath(), cause);
        } else if (problem.retryable()) {
            // The reason is for the log only: it names hosts.
            LOG.warn(
                    "{} {} can't be answered now: {}",
                    request.getMethod(),
                    request.getPath(),
                    cause.getCause() == null
                            ? cause.toString()
                            : cause.getCause().toString());
        }
        return response(problem);
    }

    static MutableHttpResponse<byte[]> response(Problem problem) {
        MutableHttpResponse<byte[]> response = HttpResponse.<byte[]>status(HttpStatus.valueOf(problem.status()))
                .contentType(Problem.MEDIA_TYPE)
                .body(problem.json());
        return problem.retryable() ? response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS) : response;
    }

    private static Problem problem(Throwable cause) {
        if (cause instanceof InvalidRequestException invalid) {
            List<RequestProblem> errors = invalid.problems();
            String detail = errors.size() == 1
                    ? errors.get(0).path() + ": " + errors.get(0).message()
                    : errors.size() + " things are wrong with the parameters; see errors";
            return new Problem(
                    422, "invalid-parameter", "The request's parameters can't be used", detail, false, errors);
        } else if (cause instanceof NoSuchRollupException missing) {
            return Problem.of(404, "not-found", "There is no such thing", String.valueOf(missing.getMessage()));
        } else if (cause instanceof RowsUnavailableException
                || cause instanceof NotReadyException
                || cause instanceof TooManyQueriesException) {
            return Problem.unavailable(String.valueOf(cause.getMessage()));
        }
        return Problem.of(
                500, "internal-error", "The service failed", "this is a fault of the service; its log says more");
    }
}
