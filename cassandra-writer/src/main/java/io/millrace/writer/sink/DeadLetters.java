package io.millrace.writer.sink;

import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where records go that can't be written. Thread-safe. */
public interface DeadLetters {
    /**
     * May block for a moment. The same record refused twice leaves letters with the same id.
     *
     * @param code kebab-case reason
     * @return completes when the letter is durable
     */
    CompletionStage<?> send(
            ConsumerRecord<byte[], byte[]> record, RowReader.Origin origin, String code, String message);
}
