package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Where stored rows are read. Thread-safe. */
public interface RowSource {
    /**
     * Hands over every row of a slice, in the order of group, window start and part.
     *
     * @param receiver called from any thread, never by two at once; does not block. What it throws ends the reading.
     * @return completes after the last row; fails with {@link RowsUnavailableException} if the rows can't be read now, or with what the
     *     receiver threw
     */
    CompletionStage<Void> read(Slice slice, Consumer<RollupRow> receiver);

    /**
     * Rows of one Cassandra partition.
     *
     * @param group only this one; empty = all
     * @param from ms since the epoch, least window start
     * @param to ms since the epoch, window starts are before it
     */
    record Slice(RollupRow.Partition partition, Optional<GroupKey> group, long from, long to) {}
}
