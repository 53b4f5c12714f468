package io.millrace.kafka.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.definitions.DefinitionsLog.DefinitionsMemory;
import io.millrace.kafka.record.PipelineFormat;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.model.definition.DefinitionReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DefinitionsMemoryTest {
    private static final String READABLE = """
            apiVersion: millrace/v1
            pipeline: speeds
            event: {fields: [{name: device, type: string}]}
            rollups: []
            """;
    private static final String OF_A_LATER_VERSION = "apiVersion: millrace/v9\npipeline: speeds\n";

    private final DefinitionsView view = new DefinitionsView(Duration.ZERO);
    private final RecordSerde<PipelineRecord> serde = RecordSerde.withoutRegistry(new PipelineFormat(), 3);
    private final DefinitionsMemory memory =
            new DefinitionsMemory(view, serde, source -> DefinitionReader.read(source, "speeds"));

    private void take(long offset, byte @Nullable [] value) {
        memory.take(
                new ConsumerRecord<>("pipelines", 0, offset, "acme/speeds".getBytes(StandardCharsets.UTF_8), value));
    }

    private void store(long offset, String source) {
        take(
                offset,
                serde.serialize(new PipelineRecord(
                        "acme",
                        "speeds",
                        List.of(new PipelineRecord.Version(1, source, "f", 7, Instant.EPOCH)),
                        List.of())));
    }

    @Test
    void shouldKnowThatADefinitionCantBeReadAndWhy() {
        // When
        store(5, OF_A_LATER_VERSION);
        // Then
        assertThat(view.find("acme", "speeds")).isEmpty();
        assertThat(view.unreadable("acme", "speeds")).hasValueSatisfying(unreadable -> {
            assertThat(unreadable.pipeline()).isEqualTo("speeds");
            assertThat(unreadable.offset()).isEqualTo(5);
            assertThat(unreadable.reason()).contains("apiVersion");
        });
        assertThat(view.unreadable("acme")).hasSize(1);
        assertThat(view.unreadable("ac")).isEmpty();
    }

    @Test
    void shouldKnowThatBytesCantBeRead() {
        // When
        take(5, new byte[] {0, 0, 0, 0, 3, 9});
        // Then
        assertThat(view.unreadable("acme", "speeds")).isPresent();
    }

    @Test
    void shouldKeepTheFormerVersionInForce() {
        // Given
        store(5, READABLE);
        // When
        store(6, OF_A_LATER_VERSION);
        // Then
        assertThat(view.find("acme", "speeds")).isPresent();
        assertThat(view.bySchema(7)).isPresent();
        assertThat(view.unreadable("acme", "speeds")).isPresent();
    }

    @Test
    void shouldForgetThatADefinitionCouldNotBeReadOnceAnotherIsStored() {
        // Given
        store(5, OF_A_LATER_VERSION);
        // When
        store(6, READABLE);
        // Then
        assertThat(view.find("acme", "speeds")).isPresent();
        assertThat(view.unreadable("acme")).isEmpty();
    }

    @Test
    void shouldForgetADefinitionThatWasDeleted() {
        // Given
        store(5, OF_A_LATER_VERSION);
        // When
        take(6, null);
        // Then
        assertThat(view.unreadable("acme")).isEmpty();
    }
}
