package io.millrace.ingest.repairs;

import io.millrace.kafka.record.DeadLetter;
import java.util.function.Predicate;

/** Where dead letters can be read again, as they were written. */
public interface DeadLetterLog {
    /**
     * Reads those that are selected, in no particular order, each once.
     *
     * @param taking answers whether it takes more
     * @return whether all that stood there when this began were read
     * @throws org.apache.kafka.common.KafkaException if they can't be read now
     */
    boolean read(LetterSelection selection, Predicate<DeadLetter> taking);
}
