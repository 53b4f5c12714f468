package io.millrace.kafka.record;

import io.millrace.model.event.EventId;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * That a dead letter was replayed: written in one transaction with the event that it became.
 *
 * @param replay of the receipt
 */
public record ReplayedLetter(EventId eventId, UUID replay) {
    /** Its Avro form. */
    public static final class Format implements RecordFormat<ReplayedLetter> {
        private final Schema schema = RecordFormat.schemaResource("ReplayedLetter.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(ReplayedLetter letter) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("event_id", letter.eventId().toString());
            record.put("replay", letter.replay().toString());
            return record;
        }

        @Override
        public ReplayedLetter fromAvro(GenericRecord record) {
            return new ReplayedLetter(
                    EventId.of(UUID.fromString(record.get("event_id").toString())),
                    UUID.fromString(record.get("replay").toString()));
        }
    }
}
