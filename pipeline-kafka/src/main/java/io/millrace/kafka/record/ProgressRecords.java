package io.millrace.kafka.record;

import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Key and value of the topic {@code progress}. */
public final class ProgressRecords {
    private ProgressRecords() {}

    /** One partition of a pipeline's events. */
    public record Key(String tenant, String pipeline, int partition) {}

    /**
     * How far the route stage got there.
     *
     * @param events applied so far
     * @param duplicates recognised as copies so far
     * @param updatedAt wall clock
     */
    public record Progress(Instant greatestEventTime, long events, long duplicates, Instant updatedAt) {}

    /** Avro form of a key. */
    public static final class KeyFormat implements RecordFormat<Key> {
        private final Schema schema = RecordFormat.schemaResource("ProgressKey.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(Key key) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("tenant", key.tenant());
            record.put("pipeline", key.pipeline());
            record.put("partition", key.partition());
            return record;
        }

        @Override
        public Key fromAvro(GenericRecord record) {
            return new Key(
                    record.get("tenant").toString(), record.get("pipeline").toString(), (int) record.get("partition"));
        }
    }

    /** Avro form of a value. */
    public static final class ValueFormat implements RecordFormat<Progress> {
        private final Schema schema = RecordFormat.schemaResource("Progress.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(Progress progress) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("greatest_event_time", progress.greatestEventTime().toEpochMilli());
            record.put("events", progress.events());
            record.put("duplicates", progress.duplicates());
            record.put("updated_at", progress.updatedAt().toEpochMilli());
            return record;
        }

        @Override
        public Progress fromAvro(GenericRecord record) {
            return new Progress(
                    Instant.ofEpochMilli((long) record.get("greatest_event_time")),
                    (long) record.get("events"),
                    (long) record.get("duplicates"),
                    Instant.ofEpochMilli((long) record.get("updated_at")));
        }
    }
}
