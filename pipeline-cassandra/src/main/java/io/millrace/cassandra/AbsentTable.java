package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import java.util.Collection;
import java.util.concurrent.CompletionException;

/**
 * A table that Cassandra can't read since it is not there, or not yet: one that is just being made is in the schema a moment before it can be read. A coordinator then names no such table, or fails
 * inside ({@code Unknown CF}, which the driver asks of the next node, if there is one).
 */
final class AbsentTable {
    private AbsentTable() {}

    /** @param failure of a query of one table, as the driver gives it */
    static boolean isTheCauseOf(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AllNodesFailedException nodes) {
            return !nodes.getAllErrors().isEmpty()
                    && nodes.getAllErrors().values().stream()
                            .flatMap(Collection::stream)
                            .allMatch(AbsentTable::isTheCauseOf);
        }
        String message = String.valueOf(cause.getMessage());
        return cause instanceof InvalidQueryException
                ? message.contains("does not exist") || message.contains("unconfigured table")
                : cause instanceof ServerError && message.contains("Unknown CF");
    }
}
