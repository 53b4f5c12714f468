package io.millrace.writer.table;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.writer.sink.RowReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads changes of rows from the topic {@code rollups}. */
public final class RollupReader implements RowReader<RollupChange> {
    /** What a row of a batch takes in a request beside its texts and bytes. */
    private static final int FIXED_BYTES = 120;

    private final RecordSerde<RollupRow.Key> keys;
    private final RecordSerde<RollupRecords.Content> contents;

    public RollupReader(RecordSerde<RollupRow.Key> keys, RecordSerde<RollupRecords.Content> contents) {
        this.keys = keys;
        this.contents = contents;
    }

    @Override
    public Reading<RollupChange> read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return new Unusable<>(
                    new Origin("", "", "a record without key or value"), "malformed-row", "nothing in it");
        }
        try {
            RollupRow.Key key = keys.deserialize(record.key());
            RollupRecords.Content content = contents.deserialize(record.value());
            RollupChange change = content.deleted()
                    ? new RollupChange.Deletion(key, content.revision())
                    : new RollupChange.Write(content.at(key));
            return new Usable<>(
                    change,
                    origin(key),
                    key.partition(),
                    new Place(key.group(), key.windowStart(), key.part()),
                    content.revision(),
                    bytes(key, content));
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
    private record Place(GroupKey group, long windowStart, long part) {}

    private static Origin origin(RollupRow.Key key) {
        return new Origin(key.partition().tenant(), key.partition().pipeline(), key);
    }

    private static int bytes(RollupRow.Key key, RollupRecords.Content content) {
        RollupRow.Partition partition = key.partition();
        return FIXED_BYTES
                + partition.tenant().length()
                + partition.pipeline().length()
                + partition.rollup().length()
                + key.group().bytes().length
                + content.measures().length()
                + content.state().length;
    }
}
