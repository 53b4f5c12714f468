package io.millrace.writer.table;

import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.TableRecords;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.table.TableCodec;
import io.millrace.model.table.TableLayout;
import io.millrace.model.table.TableRow;
import io.millrace.writer.sink.RowReader;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads rows of typed tables from the topic {@code tables}. */
public final class TableRowReader implements RowReader<TableRow> {
    /** What a row of a batch takes in a request beside its values. */
    private static final int FIXED_BYTES = 60;

    private final RecordSerde<TableRow.Key> keys;
    private final RecordSerde<TableRecords.Content> contents;
    private final Definitions definitions;
    private final Map<Called, TableCodec> codecs = new HashMap<>();

    /**
     * @param definitions say whose rows are not written any more: the first would make the table again that was dropped
     */
    public TableRowReader(
            RecordSerde<TableRow.Key> keys, RecordSerde<TableRecords.Content> contents, Definitions definitions) {
        this.keys = keys;
        this.contents = contents;
        this.definitions = definitions;
    }

    private record Called(String table, String layout) {}

    @Override
    public Reading<TableRow> read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return new Unusable<>(
                    new Origin("", "", "a record without key or value"), "malformed-row", "nothing in it");
        }
        try {
            TableRow.Key key = keys.deserialize(record.key());
            TableRecords.Content content = contents.deserialize(record.value());
            if (definitions.isGone(key.tenant(), content.pipeline(), content.purgesBefore())) {
                return new Settled<>();
            }
            TableCodec codec = codec(key.table(), content.layout());
            TableRow row = content.at(key, codec.layout());
            // What can't be read must not get into a batch, where it would fail with the good ones.
            codec.values(row);
            return new Usable<>(
                    row,
                    new Origin(key.tenant(), row.pipeline(), "a row of table " + key.table()),
                    new Partition(key.tenant(), row.layout(), key.partition()),
                    key.clustering(),
                    row.version().writeTime(),
                    bytes(row));
        } catch (SchemaRegistryException failure) {
            return failure.isRetryable()
                    ? new NotYet<>(failure.toString())
                    : new Unusable<>(
                            new Origin("", "", "a row of an unknown schema"), "unknown-schema", failure.toString());
        } catch (SerializationException
                | MalformedBytesException
                | IllegalArgumentException
                | ArithmeticException malformed) {
            return new Unusable<>(new Origin("", "", "a malformed row"), "malformed-row", malformed.toString());
        }
    }

    private TableCodec codec(String table, String layout) {
        return codecs.computeIfAbsent(
                new Called(table, layout),
                called -> new TableCodec(TableLayout.parse(called.table(), called.layout())));
    }

    /** A Cassandra partition, and the layout of the rows that are written to it together. */
    private record Partition(String tenant, TableLayout layout, GroupKey partition) {}

    private static int bytes(TableRow row) {
        TableRow.Key key = row.key();
        return FIXED_BYTES
                + key.partition().bytes().length
                + key.clustering().bytes().length
                + row.columns().bytes().length;
    }
}
