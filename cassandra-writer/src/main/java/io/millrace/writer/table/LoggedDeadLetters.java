package io.millrace.writer.table;

import io.millrace.writer.sink.DeadLetters;
import io.millrace.writer.sink.RowReader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For the sink of dead letters: a letter about a letter would meet the same end. It stays in its topic. */
public final class LoggedDeadLetters implements DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedDeadLetters.class);

    @Override
    public CompletionStage<?> send(
            ConsumerRecord<byte[], byte[]> record, RowReader.Origin origin, String code, String message) {
        LOG.error(
                "dead letter {} of partition {} at offset {} can't be written, {}: {}",
                origin.row(),
                record.partition(),
                record.offset(),
                code,
                message);
        return CompletableFuture.allOf();
    }
}
