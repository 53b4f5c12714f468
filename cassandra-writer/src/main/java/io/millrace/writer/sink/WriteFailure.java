package io.millrace.writer.sink;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.type.codec.CodecNotFoundException;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What to do about a batch that was not written. */
public enum WriteFailure {
    /** Cassandra can't do it now: send it again later, for as long as it takes. */
    RETRY,
    /** Cassandra will never take one of these rows. */
    REFUSED,
    /** No row can be written until somebody changes something outside: stop. */
    FATAL;

    /**
     * When in doubt a batch is sent again: that loses nothing, while a dead letter for a good row would hide it, and all of them if the cause is
     * not the row.
     */
    public static WriteFailure of(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof AllNodesFailedException nodes) {
            return ofAll(nodes);
        }
        if (cause instanceof InvalidQueryException invalid) {
            return isAboutTheTable(invalid) ? FATAL : REFUSED;
        }
        if (cause instanceof QueryValidationException) {
            return FATAL;
        }
        if (cause instanceof FrameTooLongException
                || cause instanceof CodecNotFoundException
                || cause instanceof IllegalArgumentException) {
            return REFUSED;
        }
        return cause instanceof DriverException || cause instanceof NotNowException ? RETRY : FATAL;
    }

    /** The driver goes on to the next node after some failures that every node would repeat. */
    private static WriteFailure ofAll(AllNodesFailedException nodes) {
        boolean refusedByAll = !nodes.getAllErrors().isEmpty()
                && nodes.getAllErrors().values().stream()
                        .flatMap(Collection::stream)
                        .allMatch(error -> error instanceof FrameTooLongException
                                || error.getCause() instanceof FrameTooLongException);
        return refusedByAll ? REFUSED : RETRY;
    }

    /** Cassandra has one code for a bad row and for a dropped table; only the text tells them apart. */
    private static boolean isAboutTheTable(InvalidQueryException invalid) {
        String message = String.valueOf(invalid.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("unconfigured table")
                || message.contains("does not exist")
                || message.contains("undefined column")
                || message.contains("unknown identifier");
    }
}
