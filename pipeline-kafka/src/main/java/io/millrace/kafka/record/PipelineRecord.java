package io.millrace.kafka.record;

import io.millrace.model.rollup.RollupLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * A pipeline as its topic holds it: every version of its definition, and the generations of its rollups.
 *
 * @param versions oldest first, never empty
 */
public record PipelineRecord(String tenant, String pipeline, List<Version> versions, List<Generation> generations) {
    public PipelineRecord {
        versions = List.copyOf(versions);
        generations = List.copyOf(generations);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("a pipeline without a version: " + tenant + "/" + pipeline);
        }
    }

    /**
     * @param version from 1
     * @param source the definition as it was put
     * @param schemaId of its events, in the schema registry
     */
    public record Version(int version, String source, String fingerprint, int schemaId, Instant putAt) {}

    /**
     * A complete version of a rollup's rows.
     *
     * @param generation from 1, never reused
     * @param since when it was activated
     */
    public record Generation(String rollup, int generation, RollupLayout layout, Instant since) {}

    public Version current() {
        return versions.get(versions.size() - 1);
    }

    /** The key in the topic. */
    public String key() {
        return key(tenant, pipeline);
    }

    public static String key(String tenant, String pipeline) {
        return tenant + "/" + pipeline;
    }

    /** Its Avro form. */
    public static final class Format implements RecordFormat<PipelineRecord> {
        private final Schema schema = RecordFormat.schemaResource("Pipeline.avsc");
        private final Schema version = schema.getField("versions").schema().getElementType();
        private final Schema generation =
                schema.getField("generations").schema().getElementType();

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(PipelineRecord pipeline) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("tenant", pipeline.tenant());
            record.put("pipeline", pipeline.pipeline());
            record.put(
                    "versions", pipeline.versions().stream().map(this::toAvro).toList());
            record.put(
                    "generations",
                    pipeline.generations().stream().map(this::toAvro).toList());
            return record;
        }

        private GenericRecord toAvro(Version value) {
            GenericRecord record = new GenericData.Record(version);
            record.put("version", value.version());
            record.put("source", value.source());
            record.put("fingerprint", value.fingerprint());
            record.put("schema_id", value.schemaId());
            record.put("put_at", value.putAt().toEpochMilli());
            return record;
        }

        private GenericRecord toAvro(Generation value) {
            GenericRecord record = new GenericData.Record(generation);
            record.put("rollup", value.rollup());
            record.put("generation", value.generation());
            record.put("bucket_ms", value.layout().bucket());
            record.put("shards", value.layout().shards());
            record.put("since", value.since().toEpochMilli());
            return record;
        }

        @Override
        public PipelineRecord fromAvro(GenericRecord record) {
            List<Version> versions = new ArrayList<>();
            for (Object item : (List<?>) record.get("versions")) {
                GenericRecord avro = (GenericRecord) item;
                versions.add(new Version(
                        (int) avro.get("version"),
                        avro.get("source").toString(),
                        avro.get("fingerprint").toString(),
                        (int) avro.get("schema_id"),
                        Instant.ofEpochMilli((long) avro.get("put_at"))));
            }
            List<Generation> generations = new ArrayList<>();
            for (Object item : (List<?>) record.get("generations")) {
                GenericRecord avro = (GenericRecord) item;
                generations.add(new Generation(
                        avro.get("rollup").toString(),
                        (int) avro.get("generation"),
                        new RollupLayout((long) avro.get("bucket_ms"), (int) avro.get("shards")),
                        Instant.ofEpochMilli((long) avro.get("since"))));
            }
            return new PipelineRecord(
                    record.get("tenant").toString(), record.get("pipeline").toString(), versions, generations);
        }
    }
}
