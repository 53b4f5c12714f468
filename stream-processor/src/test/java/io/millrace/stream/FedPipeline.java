package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.derivedId;

import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A pipeline of speeds by lane in two versions of its definition, the second in force, with feeds that come and go. */
final class FedPipeline {
    static final int FED = Layer.FIRST_GENERATION;
    static final int SCHEMA = 7;
    static final long MINUTE = 60_000;
    private static final RollupLayout LAYOUT = new RollupLayout(86_400_000, 4);

    private final Pipelines pipelines;
    private final List<PipelineRecord.Feed> feeds = new ArrayList<>();

    FedPipeline(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    /** In the first version, speeds are divided by lanes, of which there may be none. */
    private static String definition(String derived) {
        return """
                apiVersion: millrace/v1
                pipeline: speeds
                event: {fields: [{name: lane, type: long}, {name: speed, type: long}]}
                lateness: 1h
                derive: [{name: shown, type: long, expr: "%s"}]
                rollups:
                  - name: all
                    dimensions: []
                    window: {type: tumbling, size: 5m}
                    measures: [{name: m, type: sum, field: shown}]
                  - name: hopping
                    dimensions: []
                    window: {type: hopping, size: 10m, advance: 5m}
                    measures: [{name: m, type: sum, field: shown}]
                  - name: limited
                    dimensions: [lane]
                    window: {type: tumbling, size: 5m}
                    maxGroups: 1
                    measures: [{name: m, type: sum, field: shown}]
                """.formatted(derived);
    }

    PipelineRecord record() {
        return new PipelineRecord(
                        "acme",
                        "speeds",
                        List.of(
                                new PipelineRecord.Version(1, definition("speed / lane"), "1", SCHEMA, Instant.EPOCH),
                                new PipelineRecord.Version(2, definition("speed"), "2", SCHEMA, Instant.EPOCH)),
                        List.of(generation("all"), generation("hopping"), generation("limited")))
                .feeding(feeds);
    }

    private static PipelineRecord.Generation generation(String rollup) {
        return PipelineRecord.Generation.first(rollup, LAYOUT, Instant.EPOCH).meantBy(2);
    }

    /** Puts it as it is now. */
    void put() {
        pipelines.put(record(), DefinitionReader::read);
    }

    void announce(String rollup, int generation, int version, long from, long until) {
        feeds.add(new PipelineRecord.Feed(
                rollup,
                generation,
                version,
                LAYOUT,
                new TimeInterval(from, until),
                -1,
                new UUID(0, generation),
                Instant.EPOCH));
        put();
    }

    void remove(String rollup, int generation) {
        feeds.removeIf(feed -> feed.is(rollup, generation));
        put();
    }

    void delete() {
        pipelines.put(record().asDeleted(), DefinitionReader::read);
    }

    byte[] event(long eventTime, long lane, long speed) {
        Event event = new Event(EventSchema.of(
                "acme", "speeds", DefinitionReader.read(definition("speed")).event()));
        event.setEnvelope(eventTime, eventTime, pipelines.offset());
        event.setLong(0, lane);
        event.setLong(1, speed);
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(event, SCHEMA, bytes);
        return bytes.toByteArray();
    }

    /** Appends an event of lane 1. */
    void append(TopologyFixture topology, int id, long eventTime, long speed) {
        append(topology, id, eventTime, 1, speed);
    }

    void append(TopologyFixture topology, int id, long eventTime, long lane, long speed) {
        topology.append("acme", derivedId(id), event(eventTime, lane, speed), NOW);
    }
}
