package io.millrace.query.read;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import io.millrace.cassandra.StoredRollups;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Rows from Cassandra. */
public final class CassandraRows implements RowSource {
    private final StoredRollups rollups;

    public CassandraRows(StoredRollups rollups) {
        this.rollups = rollups;
    }

    @Override
    public CompletionStage<Void> read(Slice slice, Consumer<RollupRow> receiver) {
        return begin(slice, receiver).exceptionallyCompose(failure -> CompletableFuture.failedStage(judged(failure)));
    }

    private CompletionStage<Void> begin(Slice slice, Consumer<RollupRow> receiver) {
        if (slice.group().isPresent()) {
            GroupKey group = slice.group().get();
            return rollups.read(slice.partition(), group, slice.from(), slice.to(), receiver);
        }
        return rollups.read(slice.partition(), slice.from(), slice.to(), receiver);
    }

    /** All that the driver reports may pass, but that a statement is wrong. */
    static Throwable judged(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof DriverException && !(cause instanceof QueryValidationException)
                ? new RowsUnavailableException("Cassandra can't answer now", cause)
                : cause;
    }
}
