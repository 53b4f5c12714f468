package io.millrace.batch.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.batch.run.Feeds;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.kafka.cuts.CutsLog.Fed;
import io.millrace.kafka.record.CutRecords.Cut;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.rollup.Layer;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Feeds, which ingest-service puts into the definitions and takes out. Announced or removed once more, nothing changes. */
final class IngestFeeds implements Feeds {
    private final JsonFactory json = new JsonFactory();
    private final IngestClient ingest;
    private final Function<Fed, Map<Integer, Cut>> cuts;
    private final Supplier<Optional<PipelineRecord>> pipeline;

    /**
     * @param cuts that are known now, by events partition
     * @param pipeline as it is known now
     */
    IngestFeeds(
            IngestClient ingest, Function<Fed, Map<Integer, Cut>> cuts, Supplier<Optional<PipelineRecord>> pipeline) {
        this.ingest = ingest;
        this.cuts = cuts;
        this.pipeline = pipeline;
    }

    @Override
    public void announce(TimelineTable.Key key, Entry entry) {
        IngestClient.Answer answer = ingest.post(path(key), body(entry));
        if (!answer.isDone()) {
            throw IngestClient.refused("did not begin to feed a generation of " + key.rollup(), answer);
        }
    }

    @Override
    public void remove(TimelineTable.Key key, int generation) {
        IngestClient.Answer answer = ingest.delete(path(key) + "/" + key.rollup() + "/" + generation);
        if (!answer.isDone() && answer.status() != IngestClient.NOT_FOUND) {
            throw IngestClient.refused("did not stop to feed generation " + generation + " of " + key.rollup(), answer);
        }
    }

    private static String path(TimelineTable.Key key) {
        return "/v1/tenants/" + key.tenant() + "/pipelines/" + key.pipeline() + "/feeds";
    }

    private String body(Entry entry) {
        Layer layer = entry.layer();
        StringWriter body = new StringWriter();
        try (JsonGenerator out = json.createGenerator(body)) {
            out.writeStartObject();
            out.writeStringField("rollup", layer.rollup());
            out.writeNumberField("generation", layer.generation());
            out.writeNumberField("version", layer.version());
            out.writeObjectFieldStart("layout");
            out.writeNumberField("bucketMs", layer.layout().bucket());
            out.writeNumberField("shards", layer.layout().shards());
            out.writeEndObject();
            out.writeObjectFieldStart("serves");
            out.writeStringField(
                    "from", Instant.ofEpochMilli(layer.serves().from()).toString());
            out.writeStringField(
                    "until", Instant.ofEpochMilli(layer.serves().until()).toString());
            out.writeEndObject();
            out.writeNumberField("lookupsAsOf", entry.lookupsAsOf());
            out.writeStringField("run", entry.run().toString());
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to a string", impossible);
        }
        return body.toString();
    }

    @Override
    public Set<Integer> fed(TimelineTable.Key key) {
        return pipeline.get().stream()
                .flatMap(record -> record.feeds().stream())
                .filter(feed -> feed.rollup().equals(key.rollup()))
                .map(PipelineRecord.Feed::generation)
                .collect(Collectors.toSet());
    }

    @Override
    public Map<Integer, Long> cuts(TimelineTable.Key key, int generation) {
        return cuts.apply(new Fed(key.tenant(), key.pipeline(), key.rollup(), generation)).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, partition -> partition.getValue().offset()));
    }
}
