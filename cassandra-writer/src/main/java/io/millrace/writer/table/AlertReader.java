package io.millrace.writer.table;

import io.millrace.kafka.record.AlertRecords;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.model.alert.AlertRow;
import io.millrace.writer.sink.RowReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads where alerts stand from the topic {@code alerts}. */
public final class AlertReader implements RowReader<AlertRow> {
    /** What a row of a batch takes in a request beside its texts and bytes. */
    private static final int FIXED_BYTES = 150;

    private final RecordSerde<AlertRow.Key> keys;
    private final RecordSerde<AlertRecords.Content> contents;

    public AlertReader(RecordSerde<AlertRow.Key> keys, RecordSerde<AlertRecords.Content> contents) {
        this.keys = keys;
        this.contents = contents;
    }

    @Override
    public Reading<AlertRow> read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return new Unusable<>(
                    new Origin("", "", "a record without key or value"), "malformed-alert", "nothing in it");
        }
        try {
            AlertRow.Key key = keys.deserialize(record.key());
            AlertRow row = contents.deserialize(record.value()).at(key);
            return new Usable<>(
                    row,
                    new Origin(key.tenant(), key.pipeline(), key),
                    new Partition(key.tenant(), key.pipeline()),
                    key,
                    row.revision(),
                    bytes(row));
        } catch (SchemaRegistryException failure) {
            return failure.isRetryable()
                    ? new NotYet<>(failure.toString())
                    : new Unusable<>(
                            new Origin("", "", "an alert of an unknown schema"), "unknown-schema", failure.toString());
        } catch (SerializationException malformed) {
            return new Unusable<>(new Origin("", "", "a malformed alert"), "malformed-alert", malformed.toString());
        }
    }

    /** A Cassandra partition of the table. */
    private record Partition(String tenant, String pipeline) {}

    private static int bytes(AlertRow row) {
        AlertRow.Key key = row.key();
        return FIXED_BYTES
                + key.tenant().length()
                + key.pipeline().length()
                + key.rollup().length()
                + key.alert().length()
                + key.group().bytes().length
                + row.dimensions().length()
                + row.measures().length();
    }
}
