package io.millrace.kafka.record;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Key and value of the topic {@code cuts}. */
public final class CutRecords {
    private CutRecords() {}

    /** A recomputed generation in one partition of its pipeline's events. */
    public record Key(String tenant, String pipeline, String rollup, int generation, int partition) {}

    /**
     * From where on the stream counts events into the generation.
     *
     * @param topic of the events
     * @param offset the first that the stream counts; a batch counts what lies below
     */
    public record Cut(String topic, long offset) {}

    /** Avro form of a key. */
    public static final class KeyFormat implements RecordFormat<Key> {
        private final Schema schema = RecordFormat.schemaResource("CutKey.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(Key key) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("tenant", key.tenant());
            record.put("pipeline", key.pipeline());
            record.put("rollup", key.rollup());
            record.put("generation", key.generation());
            record.put("partition", key.partition());
            return record;
        }

        @Override
        public Key fromAvro(GenericRecord record) {
            return new Key(
                    record.get("tenant").toString(),
                    record.get("pipeline").toString(),
                    record.get("rollup").toString(),
                    (int) record.get("generation"),
                    (int) record.get("partition"));
        }
    }

    /** Avro form of a value. */
    public static final class ValueFormat implements RecordFormat<Cut> {
        private final Schema schema = RecordFormat.schemaResource("Cut.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(Cut cut) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("topic", cut.topic());
            record.put("offset", cut.offset());
            return record;
        }

        @Override
        public Cut fromAvro(GenericRecord record) {
            return new Cut(record.get("topic").toString(), (long) record.get("offset"));
        }
    }
}
