package io.millrace.query.service;

import io.micronaut.http.HttpStatus;
import io.millrace.query.answer.NoSuchRollupException;
import io.millrace.query.read.RowsUnavailableException;
import io.millrace.query.read.TooMuchAskedException;
import io.millrace.query.request.InvalidRequestException;
import io.millrace.shell.http.Problem;
import io.millrace.shell.http.ProblemSource;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Which problem an exception of this service is. */
@Singleton
final class QueryProblems implements ProblemSource {
    @Override
    public Optional<Problem> problemOf(Throwable failure) {
        if (failure instanceof InvalidRequestException invalid) {
            return Optional.of(Problem.invalidParameters(invalid.problems().stream()
                    .map(problem -> new Problem.Item(problem.path(), problem.message(), problem.hint()))
                    .toList()));
        }
        if (failure instanceof TooMuchAskedException tooMuch) {
            return Optional.of(Problem.of(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "too-much-asked",
                    "This is too much for one answer",
                    String.valueOf(tooMuch.getMessage())));
        }
        if (failure instanceof NoSuchRollupException missing) {
            return Optional.of(Problem.notFound(String.valueOf(missing.getMessage())));
        }
        if (failure instanceof RowsUnavailableException || failure instanceof TooManyQueriesException) {
            return Optional.of(Problem.unavailable(String.valueOf(failure.getMessage())));
        }
        return Optional.empty();
    }
}
