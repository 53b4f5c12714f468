package io.millrace.kafka.record;

import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Key and value of the topic {@code tallies}. */
public final class TallyRecords {
    private TallyRecords() {}

    /** What is counted of a pipeline. */
    public enum Kind {
        /** Dead letters. */
        DEAD,
        /** Events that came when the state of their window was gone, for each rollup. */
        LATE;

        /** As it is written. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * @throws IllegalArgumentException if there is none that is written so
         */
        public static Kind parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What one partition counts.
     *
     * @param rollup of late events, for which they were; else empty
     */
    public record Key(String tenant, String pipeline, Kind kind, String rollup, int partition) {}

    /** How many there were since the pipeline was put. */
    public record Tally(long count) {}

    /** Avro form of a key. */
    public static final class KeyFormat implements RecordFormat<Key> {
        private final Schema schema = RecordFormat.schemaResource("TallyKey.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(Key key) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("tenant", key.tenant());
            record.put("pipeline", key.pipeline());
            record.put("kind", key.kind().text());
            record.put("rollup", key.rollup());
            record.put("partition", key.partition());
            return record;
        }

        @Override
        public Key fromAvro(GenericRecord record) {
            return new Key(
                    record.get("tenant").toString(),
                    record.get("pipeline").toString(),
                    Kind.parse(record.get("kind").toString()),
                    record.get("rollup").toString(),
                    (int) record.get("partition"));
        }
    }

    /** Avro form of a value. */
    public static final class ValueFormat implements RecordFormat<Tally> {
        private final Schema schema = RecordFormat.schemaResource("Tally.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(Tally tally) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("count", tally.count());
            return record;
        }

        @Override
        public Tally fromAvro(GenericRecord record) {
            return new Tally((long) record.get("count"));
        }
    }
}
