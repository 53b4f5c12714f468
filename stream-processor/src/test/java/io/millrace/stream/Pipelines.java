package io.millrace.stream;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventSchema;
import io.millrace.model.lookup.LookupTable;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Definitions for tests, put as ingest would put them. Events have a province (may be null) and a device. */
final class Pipelines {
    static final Duration LATENESS = Duration.ofHours(1);
    static final Duration WINDOW = Duration.ofMinutes(5);

    private static final EventDefinition EVENT = new EventDefinition(
            List.of(field("province", true), field("device", false)),
            Optional.empty(),
            List.of(),
            Duration.ofHours(1),
            EventDefinition.UnknownFields.IGNORE);

    private final DefinitionsView definitions = new DefinitionsView(Duration.ofMillis(1));
    private long offset = -1;
    private Duration lateness = LATENESS;

    DefinitionsView definitions() {
        return definitions;
    }

    long offset() {
        return offset;
    }

    /** Of all pipelines put from now on. */
    void setLateness(Duration newLateness) {
        lateness = newLateness;
    }

    /** Puts a pipeline with rollups by these dimensions, named as they are, all in one generation. */
    ActivePipeline put(String tenant, String name, int schemaId, int generation, String... dimensions) {
        return put(
                tenant,
                name,
                schemaId,
                generation,
                Arrays.stream(dimensions)
                        .map(dimension -> rollup(dimension, new WindowDefinition.Tumbling(WINDOW, Duration.ZERO)))
                        .toList());
    }

    /** A rollup that counts by a dimension it is named after. */
    static RollupDefinition rollup(String dimension, WindowDefinition window) {
        return new RollupDefinition(
                dimension,
                List.of(dimension),
                window,
                OptionalInt.empty(),
                List.of(MeasureDefinition.of("readings", MeasureDefinition.Type.COUNT, Optional.empty())));
    }

    /** Puts a pipeline with rollups all in one generation. */
    ActivePipeline put(String tenant, String name, int schemaId, int generation, List<RollupDefinition> rollups) {
        return put(
                tenant,
                schemaId,
                generation,
                new PipelineDefinition(
                        name,
                        EVENT,
                        lateness,
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        rollups,
                        List.of(),
                        List.of(),
                        new PipelineDefinition.RetentionDefinition(Duration.ofDays(30), Duration.ofDays(400)),
                        List.of()));
    }

    /** Puts a pipeline with its rollups all in one generation. */
    ActivePipeline put(String tenant, int schemaId, int generation, PipelineDefinition definition) {
        List<PipelineRecord.Generation> generations = new ArrayList<>();
        for (RollupDefinition rollup : definition.rollups()) {
            generations.add(new PipelineRecord.Generation(
                    rollup.name(),
                    generation,
                    1,
                    new RollupLayout(86_400_000, 4),
                    TimeInterval.ALWAYS,
                    Long.MIN_VALUE,
                    Instant.EPOCH));
        }
        PipelineRecord record = new PipelineRecord(
                tenant,
                definition.pipeline(),
                List.of(new PipelineRecord.Version(1, "", "", schemaId, Instant.EPOCH)),
                generations);
        return put(record, source -> definition);
    }

    /** Puts a record as it is. */
    ActivePipeline put(PipelineRecord record, Function<String, PipelineDefinition> reader) {
        offset++;
        ActivePipeline pipeline =
                ActivePipeline.of(record, offset, reader, definitions.lookups().of(record.tenant()));
        definitions.put(record.key(), pipeline);
        definitions.advance(offset);
        return pipeline;
    }

    /** Puts a version of a lookup; returns its offset. */
    long putLookup(LookupVersionRecord record, Optional<LookupTable> table) {
        offset++;
        definitions.lookups().put(record, offset, table);
        definitions.advance(offset);
        return offset;
    }

    void remove(String tenant, String name) {
        offset++;
        definitions.remove(PipelineRecord.key(tenant, name));
        definitions.advance(offset);
    }

    /** The bytes of an event, accepted under all definitions put so far. */
    byte[] event(int schemaId, long eventTime, @Nullable String province, String device) {
        return event(schemaId, eventTime, offset, province, device);
    }

    static byte[] event(
            int schemaId, long eventTime, long definitionsOffset, @Nullable String province, String device) {
        EventSchema schema = EventSchema.of("any", "any", EVENT);
        Event event = new Event(schema);
        event.setEnvelope(eventTime, eventTime, definitionsOffset);
        if (province != null) {
            event.setString(0, province);
        }
        event.setString(1, device);
        ByteWriter out = new ByteWriter();
        EventEncoder.encode(event, schemaId, out);
        return out.toByteArray();
    }

    private static FieldDefinition field(String name, boolean optional) {
        return new FieldDefinition(
                name,
                FieldType.of(FieldType.Kind.STRING),
                name,
                optional,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
