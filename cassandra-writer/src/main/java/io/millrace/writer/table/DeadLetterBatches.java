package io.millrace.writer.table;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cassandra.DeadLetterBytesTable;
import io.millrace.cassandra.DeadLetterRow;
import io.millrace.cassandra.DeadLettersTable;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.writer.sink.BatchExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes dead letters of one partition together, and the bytes of each by themselves. */
public final class DeadLetterBatches implements BatchExecutor<DeadLetter> {
    private final CqlSession session;
    private final DeadLettersTable letters;
    private final DeadLetterBytesTable bytes;
    private final Retention retention;

    public DeadLetterBatches(
            CqlSession session, DeadLettersTable letters, DeadLetterBytesTable bytes, Retention retention) {
        this.session = session;
        this.letters = letters;
        this.bytes = bytes;
        this.retention = retention;
    }

    @Override
    public CompletionStage<?> execute(List<DeadLetter> batch) {
        // The bytes first: who finds a letter in a list finds its bytes.
        List<CompletableFuture<?>> written = new ArrayList<>();
        for (DeadLetter letter : batch) {
            written.add(session.executeAsync(
                            bytes.insert(letter.tenant(), letter.id(), letter.at(), letter.original(), ttl(letter)))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(written.toArray(CompletableFuture[]::new))
                .thenCompose(done -> session.executeAsync(CassandraBatches.together(batch.stream()
                        .map(letter -> letters.insert(row(letter), ttl(letter)))
                        .toList())));
    }

    /** As long as the event would have been, had it been accepted. */
    private int ttl(DeadLetter letter) {
        return retention.ofArchive(letter.tenant(), letter.pipeline());
    }

    static DeadLetterRow row(DeadLetter letter) {
        return new DeadLetterRow(
                letter.tenant(),
                letter.id(),
                letter.at(),
                letter.pipeline(),
                letter.stage(),
                letter.code(),
                letter.field(),
                letter.message(),
                letter.origin(),
                letter.index(),
                letter.line(),
                letter.contentType(),
                letter.header(),
                letter.truncated());
    }
}
