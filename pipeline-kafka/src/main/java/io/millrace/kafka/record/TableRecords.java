package io.millrace.kafka.record;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.EventId;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.table.RowVersion;
import io.millrace.model.table.TableLayout;
import io.millrace.model.table.TableRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Key and value of the topic {@code tables}. */
public final class TableRecords {
    private TableRecords() {}

    /** The whole key of a row. Begins with what names its Cassandra partition. */
    public static final class KeyFormat implements RecordFormat<TableRow.Key> {
        private final Schema schema = RecordFormat.schemaResource("TableRowKey.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(TableRow.Key key) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("tenant", key.tenant());
            record.put("table", key.table());
            record.put("partition", ByteBuffer.wrap(key.partition().bytes()));
            record.put("clustering", ByteBuffer.wrap(key.clustering().bytes()));
            return record;
        }

        @Override
        public void write(TableRow.Key key, ByteWriter out) {
            writeText(key.tenant(), out);
            writeText(key.table(), out);
            out.writeLengthPrefixed(key.partition().bytes());
            out.writeLengthPrefixed(key.clustering().bytes());
        }

        @Override
        public TableRow.Key fromAvro(GenericRecord record) {
            return new TableRow.Key(
                    record.get("tenant").toString(),
                    record.get("table").toString(),
                    new GroupKey(bytes(record, "partition")),
                    new GroupKey(bytes(record, "clustering")));
        }
    }

    /**
     * What a row holds beside its key.
     *
     * @param purgesBefore how many pipelines that had its pipeline's name were purged before: tells its rows from theirs
     * @param layout {@link TableLayout#text}
     */
    public record Content(String pipeline, int purgesBefore, String layout, RowVersion version, GroupKey columns) {
        /**
         * @param parsed from the text of the layout
         */
        public TableRow at(TableRow.Key key, TableLayout parsed) {
            return new TableRow(key, pipeline, parsed, version, columns);
        }
    }

    /** The content of a row. */
    public static final class ValueFormat implements RecordFormat<Content> {
        private final Schema schema = RecordFormat.schemaResource("TableRowValue.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(Content content) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("pipeline", content.pipeline());
            record.put("layout", content.layout());
            record.put("event_time", content.version().eventTime());
            record.put("event_id", ByteBuffer.wrap(content.version().id().toBytes()));
            record.put("columns", ByteBuffer.wrap(content.columns().bytes()));
            record.put("purges_before", content.purgesBefore());
            return record;
        }

        @Override
        public void write(Content content, ByteWriter out) {
            writeText(content.pipeline(), out);
            writeText(content.layout(), out);
            out.writeVarLong(content.version().eventTime());
            out.writeLengthPrefixed(content.version().id().toBytes());
            out.writeLengthPrefixed(content.columns().bytes());
            out.writeVarLong(content.purgesBefore());
        }

        @Override
        public Content fromAvro(GenericRecord record) {
            return new Content(
                    record.get("pipeline").toString(),
                    (int) record.get("purges_before"),
                    record.get("layout").toString(),
                    new RowVersion((long) record.get("event_time"), EventId.read(bytes(record, "event_id"))),
                    new GroupKey(bytes(record, "columns")));
        }
    }

    private static void writeText(String text, ByteWriter out) {
        out.writeLengthPrefixed(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(GenericRecord record, String field) {
        ByteBuffer buffer = (ByteBuffer) record.get(field);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
