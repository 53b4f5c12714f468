package io.millrace.writer.sink;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record on its way to the dead letters.
 *
 * @param records that are settled with it
 * @param bytes that are then no longer held
 * @param durable to be told when the letter is
 * @param failures how often it could not be sent so far
 */
record Burial(
        Lane lane,
        ConsumerRecord<byte[], byte[]> record,
        RowReader.Origin origin,
        String code,
        String message,
        int records,
        long bytes,
        Runnable durable,
        int failures) {
    static Burial of(HeldRow<?> row, String code, String message) {
        return new Burial(
                row.lane(),
                row.record(),
                row.content().origin(),
                code,
                message,
                row.records(),
                row.bytes(),
                row::durable,
                0);
    }

    static Burial of(
            Lane lane, Lane.Ticket ticket, ConsumerRecord<byte[], byte[]> record, RowReader.Unusable<?> unusable) {
        return new Burial(
                lane,
                record,
                unusable.origin(),
                unusable.code(),
                unusable.message(),
                1,
                Math.max(0, record.serializedValueSize()),
                ticket::durable,
                0);
    }

    Burial failedOnceMore() {
        return new Burial(lane, record, origin, code, message, records, bytes, durable, failures + 1);
    }
}
