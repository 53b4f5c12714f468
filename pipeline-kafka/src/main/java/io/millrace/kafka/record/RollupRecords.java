package io.millrace.kafka.record;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Key and value of the topic {@code rollups}. */
public final class RollupRecords {
    private RollupRecords() {}

    /** The whole key of a stored row. Begins with what names its Cassandra partition. */
    public static final class KeyFormat implements RecordFormat<RollupRow.Key> {
        private final Schema schema = RecordFormat.schemaResource("RollupKey.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(RollupRow.Key key) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("tenant", key.partition().tenant());
            record.put("pipeline", key.partition().pipeline());
            record.put("rollup", key.partition().rollup());
            record.put("generation", key.partition().generation());
            record.put("bucket", key.partition().bucket());
            record.put("shard", key.partition().shard());
            record.put("group", ByteBuffer.wrap(key.group().bytes()));
            record.put("window_start", key.windowStart());
            record.put("part", key.part());
            return record;
        }

        @Override
        public void write(RollupRow.Key key, ByteWriter out) {
            writeText(key.partition().tenant(), out);
            writeText(key.partition().pipeline(), out);
            writeText(key.partition().rollup(), out);
            out.writeVarLong(key.partition().generation());
            out.writeVarLong(key.partition().bucket());
            out.writeVarLong(key.partition().shard());
            out.writeLengthPrefixed(key.group().bytes());
            out.writeVarLong(key.windowStart());
            out.writeVarLong(key.part());
        }

        @Override
        public RollupRow.Key fromAvro(GenericRecord record) {
            RollupRow.Partition partition = new RollupRow.Partition(
                    record.get("tenant").toString(),
                    record.get("pipeline").toString(),
                    record.get("rollup").toString(),
                    (int) record.get("generation"),
                    (long) record.get("bucket"),
                    (int) record.get("shard"));
            return new RollupRow.Key(
                    partition, new GroupKey(bytes(record, "group")), (long) record.get("window_start"), (long)
                            record.get("part"));
        }
    }

    /**
     * What a row holds beside its key.
     *
     * @param deleted the row is no more: nothing but the revision means anything
     */
    public record Content(long windowEnd, long events, String measures, byte[] state, long revision, boolean deleted) {
        private static final byte[] NO_STATE = {};

        public Content(long windowEnd, long events, String measures, byte[] state, long revision) {
            this(windowEnd, events, measures, state, revision, false);
        }

        public static Content of(RollupRow row) {
            return new Content(row.windowEnd(), row.events(), row.measures(), row.state(), row.revision());
        }

        /** Takes the row's place. */
        public static Content deletion(long revision) {
            return new Content(0, 0, "{}", NO_STATE, revision, true);
        }

        public RollupRow at(RollupRow.Key key) {
            return new RollupRow(key, windowEnd, events, measures, state, revision);
        }
    }

    /** The content of a stored row. */
    public static final class ValueFormat implements RecordFormat<Content> {
        private final Schema schema = RecordFormat.schemaResource("RollupValue.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(Content content) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("window_end", content.windowEnd());
            record.put("events", content.events());
            record.put("measures", content.measures());
            record.put("state", ByteBuffer.wrap(content.state()));
            record.put("revision", content.revision());
            record.put("deleted", content.deleted());
            return record;
        }

        @Override
        public void write(Content content, ByteWriter out) {
            out.writeVarLong(content.windowEnd());
            out.writeVarLong(content.events());
            writeText(content.measures(), out);
            out.writeLengthPrefixed(content.state());
            out.writeVarLong(content.revision());
            out.writeByte(content.deleted() ? 1 : 0);
        }

        @Override
        public Content fromAvro(GenericRecord record) {
            return new Content(
                    (long) record.get("window_end"),
                    (long) record.get("events"),
                    record.get("measures").toString(),
                    bytes(record, "state"),
                    (long) record.get("revision"),
                    (boolean) record.get("deleted"));
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
