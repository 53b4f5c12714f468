package io.millrace.kafka.record;

import io.millrace.kafka.record.PipelineRecord.Feed;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.kafka.record.PipelineRecord.Past;
import io.millrace.kafka.record.PipelineRecord.Purge;
import io.millrace.kafka.record.PipelineRecord.Version;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** A pipeline in Avro. */
public final class PipelineFormat implements RecordFormat<PipelineRecord> {
    private final Schema schema = RecordFormat.schemaResource("Pipeline.avsc");
    private final Schema version = schema.getField("versions").schema().getElementType();
    private final Schema generation = schema.getField("generations").schema().getElementType();
    private final Schema feed = schema.getField("feeds").schema().getElementType();
    private final Schema purge = schema.getField("purge").schema().getTypes().get(1);

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public GenericRecord toAvro(PipelineRecord pipeline) {
        GenericRecord record = new GenericData.Record(schema);
        record.put("tenant", pipeline.tenant());
        record.put("pipeline", pipeline.pipeline());
        record.put("versions", pipeline.versions().stream().map(this::toAvro).toList());
        record.put(
                "generations", pipeline.generations().stream().map(this::toAvro).toList());
        record.put("feeds", pipeline.feeds().stream().map(this::toAvro).toList());
        record.put("deleted", pipeline.deleted());
        pipeline.purge().ifPresent(order -> record.put("purge", toAvro(order)));
        record.put("purges_before", pipeline.past().purges());
        record.put("schema_ids_before", pipeline.past().schemaIds());
        return record;
    }

    private GenericRecord toAvro(Version value) {
        GenericRecord record = new GenericData.Record(version);
        record.put("version", value.version());
        record.put("source", value.source());
        record.put("fingerprint", value.fingerprint());
        record.put("schema_id", value.schemaId());
        record.put("put_at", value.putAt().toEpochMilli());
        record.put("after", value.after());
        return record;
    }

    private GenericRecord toAvro(Purge value) {
        GenericRecord record = new GenericData.Record(purge);
        record.put("id", value.id().toString());
        record.put("ordered_at", value.orderedAt().toEpochMilli());
        return record;
    }

    private GenericRecord toAvro(Generation value) {
        GenericRecord record = new GenericData.Record(generation);
        record.put("rollup", value.rollup());
        record.put("generation", value.generation());
        record.put("version", value.version());
        record.put("bucket_ms", value.layout().bucket());
        record.put("shards", value.layout().shards());
        record.put("from", value.serves().from());
        record.put("until", value.serves().until());
        record.put("complete_from", value.completeFrom());
        record.put("since", value.since().toEpochMilli());
        return record;
    }

    private GenericRecord toAvro(Feed value) {
        GenericRecord record = new GenericData.Record(feed);
        record.put("rollup", value.rollup());
        record.put("generation", value.generation());
        record.put("version", value.version());
        record.put("bucket_ms", value.layout().bucket());
        record.put("shards", value.layout().shards());
        record.put("from", value.serves().from());
        record.put("until", value.serves().until());
        record.put("lookups_as_of", value.lookupsAsOf());
        record.put("run", value.run().toString());
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
                    Instant.ofEpochMilli((long) avro.get("put_at")),
                    (long) avro.get("after")));
        }
        List<Generation> generations = new ArrayList<>();
        for (Object item : (List<?>) record.get("generations")) {
            GenericRecord avro = (GenericRecord) item;
            generations.add(new Generation(
                    avro.get("rollup").toString(),
                    (int) avro.get("generation"),
                    (int) avro.get("version"),
                    layout(avro),
                    serves(avro),
                    (long) avro.get("complete_from"),
                    Instant.ofEpochMilli((long) avro.get("since"))));
        }
        List<Feed> feeds = new ArrayList<>();
        for (Object item : (List<?>) record.get("feeds")) {
            GenericRecord avro = (GenericRecord) item;
            feeds.add(new Feed(
                    avro.get("rollup").toString(),
                    (int) avro.get("generation"),
                    (int) avro.get("version"),
                    layout(avro),
                    serves(avro),
                    (long) avro.get("lookups_as_of"),
                    UUID.fromString(avro.get("run").toString()),
                    Instant.ofEpochMilli((long) avro.get("since"))));
        }
        return new PipelineRecord(
                record.get("tenant").toString(),
                record.get("pipeline").toString(),
                versions,
                generations,
                feeds,
                (boolean) record.get("deleted"),
                record.get("purge") instanceof GenericRecord order ? Optional.of(purge(order)) : Optional.empty(),
                past(record));
    }

    private static Purge purge(GenericRecord avro) {
        return new Purge(
                UUID.fromString(avro.get("id").toString()), Instant.ofEpochMilli((long) avro.get("ordered_at")));
    }

    private static Past past(GenericRecord avro) {
        List<Integer> schemaIds = new ArrayList<>();
        for (Object id : (List<?>) avro.get("schema_ids_before")) {
            schemaIds.add((Integer) id);
        }
        return new Past((int) avro.get("purges_before"), schemaIds);
    }

    private static RollupLayout layout(GenericRecord avro) {
        return new RollupLayout((long) avro.get("bucket_ms"), (int) avro.get("shards"));
    }

    private static TimeInterval serves(GenericRecord avro) {
        return new TimeInterval((long) avro.get("from"), (long) avro.get("until"));
    }
}
