package io.millrace.kafka.record;

import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * An order to delete what is stored of a pipeline, or of a tenant, and later the report that it is done.
 *
 * @param pipeline empty: what is left of a tenant when all its pipelines are purged, its keyspace of typed tables
 * @param id of the purge; an order whose purge is not in force any more was carried out before
 * @param definitionsOffset of definitions in which it is in force
 */
public record PurgeRecord(String tenant, String pipeline, UUID id, long definitionsOffset, boolean done) {
    public PurgeRecord asDone() {
        return new PurgeRecord(tenant, pipeline, id, definitionsOffset, true);
    }

    /** Whether it is about what a tenant has beside its pipelines. */
    public boolean isOfTenant() {
        return pipeline.isEmpty();
    }

    /** The key in the topic. */
    public String key() {
        return isOfTenant() ? tenant : PipelineRecord.key(tenant, pipeline);
    }

    /** Its Avro form. */
    public static final class Format implements RecordFormat<PurgeRecord> {
        private final Schema schema = RecordFormat.schemaResource("Purge.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(PurgeRecord purge) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("tenant", purge.tenant());
            record.put("pipeline", purge.pipeline());
            record.put("id", purge.id().toString());
            record.put("definitions_offset", purge.definitionsOffset());
            record.put("done", purge.done());
            return record;
        }

        @Override
        public PurgeRecord fromAvro(GenericRecord record) {
            return new PurgeRecord(
                    record.get("tenant").toString(),
                    record.get("pipeline").toString(),
                    UUID.fromString(record.get("id").toString()),
                    (long) record.get("definitions_offset"),
                    (boolean) record.get("done"));
        }
    }
}
