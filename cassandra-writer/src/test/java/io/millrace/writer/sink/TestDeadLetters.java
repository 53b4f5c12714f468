package io.millrace.writer.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** Dead letters in memory, durable at once or when told. */
final class TestDeadLetters implements DeadLetters {
    private final List<Letter> durable = new ArrayList<>();
    private final List<TestRow> rows = new ArrayList<>();
    private final List<CompletableFuture<Void>> unanswered = new ArrayList<>();
    private boolean waits;
    private int failures;

    record Letter(long offset, String code) {}

    @Override
    public CompletionStage<?> send(
            ConsumerRecord<byte[], byte[]> record, RowReader.Origin origin, String code, String message) {
        if (failures > 0) {
            failures--;
            return CompletableFuture.failedFuture(new TimeoutException("no answer"));
        }
        if (waits) {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            unanswered.add(answer);
            return answer.thenRun(() -> keep(record, code));
        }
        keep(record, code);
        return CompletableFuture.completedStage(null);
    }

    private void keep(ConsumerRecord<byte[], byte[]> record, String code) {
        durable.add(new Letter(record.offset(), code));
        if (new TestRow.Reader().read(record) instanceof RowReader.Usable<TestRow> usable) {
            rows.add(usable.row());
        }
    }

    /** Whether this revision of a row, or a greater one, is a dead letter. */
    boolean hold(TestRow row) {
        return rows.stream().anyMatch(dead -> dead.key().equals(row.key()) && dead.revision() >= row.revision());
    }

    List<Letter> durable() {
        return durable;
    }

    void waitToBeTold() {
        waits = true;
    }

    void answerAll() {
        List.copyOf(unanswered).forEach(answer -> answer.complete(null));
        unanswered.clear();
    }

    void failTimes(int times) {
        failures = times;
    }
}
