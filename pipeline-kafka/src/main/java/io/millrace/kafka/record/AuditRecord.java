package io.millrace.kafka.record;

import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * An act of administration, done or refused.
 *
 * @param actor who: {@code administrator}, {@code key} and its id, or {@code anyone}
 * @param action what, such as {@code put-pipeline}
 * @param tenant whose; empty = no tenant's
 * @param subject what it was done to, as the path of the API
 * @param source the address that the request came from
 * @param status of the HTTP answer: the result
 */
public record AuditRecord(
        Instant at, String actor, String action, String tenant, String subject, String source, int status) {
    /** Its Avro form. */
    public static final class Format implements RecordFormat<AuditRecord> {
        private final Schema schema = RecordFormat.schemaResource("Audit.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(AuditRecord act) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("at", act.at().toEpochMilli());
            record.put("actor", act.actor());
            record.put("action", act.action());
            record.put("tenant", act.tenant());
            record.put("subject", act.subject());
            record.put("source", act.source());
            record.put("status", act.status());
            return record;
        }

        @Override
        public AuditRecord fromAvro(GenericRecord record) {
            return new AuditRecord(
                    Instant.ofEpochMilli((long) record.get("at")),
                    record.get("actor").toString(),
                    record.get("action").toString(),
                    record.get("tenant").toString(),
                    record.get("subject").toString(),
                    record.get("source").toString(),
                    (int) record.get("status"));
        }
    }
}
