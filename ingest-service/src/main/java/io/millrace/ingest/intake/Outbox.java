package io.millrace.ingest.intake;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Where events and dead letters go, in the order of what they come from. */
public interface Outbox {
    /** What a record carries. */
    enum Kind {
        EVENT,
        DEAD_LETTER,
        /** The dead letter of what is no record: awaited, not counted. */
        REST
    }

    /**
     * Takes a record, which need not be durable when this returns.
     *
     * @param index of what it comes from, in its origin
     */
    void send(ProducerRecord<byte[], byte[]> record, long index, Kind kind);

    /** Hears of fields that the definition does not name, and that were ignored. */
    void ignored(long unknownFields);
}
