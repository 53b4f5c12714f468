package io.millrace.kafka.record;

import java.time.Instant;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * What was asked of a source.
 *
 * @param runAskedAt when it was last asked to run, whether or not it is due
 */
public record SourceControlRecord(boolean paused, Optional<Instant> runAskedAt) {
    /** Nothing was asked. */
    public static final SourceControlRecord NONE = new SourceControlRecord(false, Optional.empty());

    /** Its Avro form. */
    public static final class Format implements RecordFormat<SourceControlRecord> {
        private final Schema schema = RecordFormat.schemaResource("SourceControl.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(SourceControlRecord control) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("paused", control.paused());
            control.runAskedAt().ifPresent(at -> record.put("run_asked_at", at.toEpochMilli()));
            return record;
        }

        @Override
        public SourceControlRecord fromAvro(GenericRecord record) {
            return new SourceControlRecord(
                    (boolean) record.get("paused"),
                    Optional.ofNullable((Long) record.get("run_asked_at")).map(Instant::ofEpochMilli));
        }
    }
}
