package io.millrace.query.read;

import io.millrace.cassandra.DeadLetterBytesTable;
import io.millrace.cassandra.DeadLetterRow;
import io.millrace.cassandra.DeadLettersTable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Dead letters from Cassandra. */
public final class CassandraDeadLetters implements DeadLetterSource {
    private final DeadLettersTable letters;
    private final DeadLetterBytesTable bytes;

    public CassandraDeadLetters(DeadLettersTable letters, DeadLetterBytesTable bytes) {
        this.letters = letters;
        this.bytes = bytes;
    }

    @Override
    public CompletionStage<Void> read(
            DeadLettersTable.Partition partition, Instant from, Instant to, Predicate<DeadLetterRow> receiver) {
        return letters.read(partition, from, to, receiver)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(CassandraRows.judged(failure)));
    }

    @Override
    public CompletionStage<Optional<Whole>> find(String tenant, UUID id) {
        return bytes.find(tenant, id)
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedStage(Optional.<Whole>empty())
                        : letters.find(tenant, found.get().at(), id)
                                .thenApply(letter -> letter.map(
                                        row -> new Whole(row, found.get().original()))))
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(CassandraRows.judged(failure)));
    }
}
