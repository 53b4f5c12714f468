package io.millrace.query.read;

import io.millrace.cassandra.DeadLetterRow;
import io.millrace.cassandra.DeadLettersTable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Where dead letters are stored. Thread-safe. All fail with {@link RowsUnavailableException} if they can't be read now. */
public interface DeadLetterSource {
    /**
     * Hands over letters of a partition with a time in {@code [from, to)}, the newest first.
     *
     * @param receiver says whether it wants more; called from any thread, never by two at once; does not block
     * @return completes after the last
     */
    CompletionStage<Void> read(
            DeadLettersTable.Partition partition, Instant from, Instant to, Predicate<DeadLetterRow> receiver);

    /** A letter with its bytes. */
    record Whole(DeadLetterRow letter, byte[] original) {}

    /** One letter, if it is there. */
    CompletionStage<Optional<Whole>> find(String tenant, UUID id);
}
