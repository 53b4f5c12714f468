package io.millrace.ingest.intake;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.SourceDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Pipelines for tests, made without text. */
public final class TestPipelines {
    private TestPipelines() {}

    /** Tenant acme, pipeline speeds: a string, {@code device}, and a long, {@code speed}, both required. */
    public static ActivePipeline speeds(long offset, int schemaId, List<String> id) {
        return speeds(offset, schemaId, id, List.of());
    }

    /** The same, with sources. */
    public static ActivePipeline speeds(long offset, int schemaId, List<String> id, List<SourceDefinition> sources) {
        PipelineDefinition definition = new PipelineDefinition(
                "speeds",
                new EventDefinition(
                        List.of(field("device", FieldType.Kind.STRING), field("speed", FieldType.Kind.LONG)),
                        Optional.empty(),
                        id,
                        Duration.ofHours(1),
                        EventDefinition.UnknownFields.IGNORE),
                Duration.ofDays(1),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                new PipelineDefinition.RetentionDefinition(Duration.ofDays(30), Duration.ofDays(400)),
                sources);
        PipelineRecord record = new PipelineRecord(
                "acme",
                "speeds",
                List.of(new PipelineRecord.Version(1, "the text", "print", schemaId, Instant.EPOCH)),
                List.of());
        return ActivePipeline.of(record, offset, text -> definition);
    }

    private static FieldDefinition field(String name, FieldType.Kind kind) {
        return new FieldDefinition(
                name,
                FieldType.of(kind),
                name,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
