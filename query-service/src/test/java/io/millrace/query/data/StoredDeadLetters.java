package io.millrace.query.data;

import io.millrace.cassandra.DeadLetterRow;
import io.millrace.cassandra.DeadLettersTable;
import io.millrace.query.read.DeadLetterSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Dead letters in memory, whose bytes are their messages. */
public final class StoredDeadLetters implements DeadLetterSource {
    private final List<DeadLetterRow> letters;

    public StoredDeadLetters(DeadLetterRow... letters) {
        this.letters = List.of(letters);
    }

    @Override
    public CompletionStage<Void> read(
            DeadLettersTable.Partition partition, Instant from, Instant to, Predicate<DeadLetterRow> receiver) {
        List<DeadLetterRow> found = letters.stream()
                .filter(letter -> DeadLettersTable.partitionOf(letter).equals(partition)
                        && !letter.at().isBefore(from)
                        && letter.at().isBefore(to))
                .sorted(Comparator.comparing(DeadLetterRow::at).reversed())
                .toList();
        for (DeadLetterRow letter : found) {
            if (!receiver.test(letter)) {
                break;
            }
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Optional<Whole>> find(String tenant, UUID id) {
        return CompletableFuture.completedStage(letters.stream()
                .filter(letter -> letter.tenant().equals(tenant) && letter.id().equals(id))
                .findFirst()
                .map(letter -> new Whole(letter, letter.message().getBytes(StandardCharsets.UTF_8))));
    }
}
