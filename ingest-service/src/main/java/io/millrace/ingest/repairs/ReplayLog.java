package io.millrace.ingest.repairs;

import io.millrace.kafka.record.ReplayReceipt;
import io.millrace.model.event.EventId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What is known of replays. */
public interface ReplayLog {
    /**
     * What a tenant's replays have done.
     *
     * @throws org.apache.kafka.common.KafkaException if that can't be said now
     */
    Replayed replayed(String tenant);

    /**
     * Begins to replay: from here on nobody else's replay of the tenant commits anything.
     *
     * @throws BusyException if this instance replays other letters
     * @throws org.apache.kafka.common.KafkaException if that is not possible now
     */
    Session begin(String tenant);

    /**
     * The receipt of a replay.
     *
     * @throws org.apache.kafka.common.KafkaException if that can't be said now
     */
    Optional<ReplayReceipt> find(String tenant, UUID replay);

    /** Letters that became events, and the events. */
    interface Replayed {
        boolean hasLetter(UUID letter);

        boolean hasEvent(EventId event);
    }

    /** The right to replay a tenant's letters. One thread has it. */
    interface Session extends Replayed, AutoCloseable {
        /**
         * Writes events, and that these letters became them, all or nothing.
         *
         * @param events of the letters, in their order
         * @throws org.apache.kafka.common.KafkaException if that failed, or nobody knows; the same again does what is left
         */
        void commit(UUID replay, List<Repaired> letters, List<ProducerRecord<byte[], byte[]>> events);

        /**
         * Writes what it came to.
         *
         * @throws org.apache.kafka.common.KafkaException if that failed, or nobody knows
         */
        void commit(ReplayReceipt receipt);

        @Override
        void close();
    }

    /** A letter, and the event that it becomes. */
    record Repaired(UUID letter, EventId event) {}

    /** Another replay is running; the same can be asked again later. */
    final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public BusyException(String message) {
            super(message, null, false, false);
        }
    }
}
