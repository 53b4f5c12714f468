package io.millrace.writer.table;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.writer.sink.RowReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads rows from the topic {@code rollups}. */
public final class RollupReader implements RowReader<RollupRow> {
    /** What a row of a batch takes in a request beside its texts and bytes. */
    private static final int FIXED_BYTES = 120;

    private final RecordSerde<RollupRow.Key> keys;
    private final RecordSerde<RollupRecords.Content> contents;

    public RollupReader(RecordSerde<RollupRow.Key> keys, RecordSerde<RollupRecords.Content> contents) {
        this.keys = keys;
        this.contents = contents;
    }

    @Override
    public Reading<RollupRow> read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return new Unusable<>(
                    new Origin("", "", "a record without key or value"), "malformed-row", "nothing in it");
        }
        try {
            RollupRow.Key key = keys.deserialize(record.key());
            RollupRow row = contents.deserialize(record.value()).at(key);
            return new Usable<>(
                    row,
                    origin(key),
                    key.partition(),
                    new Place(key.group(), key.windowStart(), key.part()),
                    row.revision(),
                    bytes(row));
        } catch (SchemaRegistryException failure) {
            return failure.isRetryable()
                    ? new NotYet<>(failure.toString())
                    : new Unusable<>(
                            new Origin("", "", "a row of an unknown schema"), "unknown-schema", failure.toString());
        } catch (SerializationException malformed) {
            return new Unusable<>(new Origin("", "", "a malformed row"), "malformed-row", malformed.toString());
        }
    }

    /** A row in its partition. */
    private record Place(GroupKey group, long windowStart, int part) {}

    private static Origin origin(RollupRow.Key key) {
        return new Origin(key.partition().tenant(), key.partition().pipeline(), key);
    }

    private static int bytes(RollupRow row) {
        RollupRow.Partition partition = row.key().partition();
        return FIXED_BYTES
                + partition.tenant().length()
                + partition.pipeline().length()
                + partition.rollup().length()
                + row.key().group().bytes().length
                + row.measures().length()
                + row.state().length;
    }
}
