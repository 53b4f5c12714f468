package io.millrace.kafka.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DefinitionsViewTest {
    private final DefinitionsView view = new DefinitionsView(Duration.ofMillis(50));

    @Test
    void shouldFindAPipelineByNameAndByEachSchemaItsEventsMayHave() {
        // Given
        ActivePipeline pipeline = pipeline(7, 8);

        // When
        view.put("acme/gpon", pipeline);

        // Then
        assertThat(view.find("acme", "gpon")).contains(pipeline);
        assertThat(view.bySchema(7)).contains(pipeline);
        assertThat(view.bySchema(8)).contains(pipeline);
        assertThat(view.bySchema(9)).isEmpty();
        assertThat(view.find("acme", "other")).isEmpty();
    }

    @Test
    void shouldForgetAPipeline() {
        // Given
        view.put("acme/gpon", pipeline(7));

        // When
        view.remove("acme/gpon");

        // Then
        assertThat(view.find("acme", "gpon")).isEmpty();
        assertThat(view.bySchema(7)).isEmpty();
        assertThat(view.all()).isEmpty();
    }

    @Test
    void shouldLetAWaitGoOnWhenTheOffsetIsKnown() throws Exception {
        // Given
        DefinitionsView patient = new DefinitionsView(Duration.ofSeconds(30));
        CompletableFuture<Void> wait = CompletableFuture.runAsync(() -> patient.await(5));

        // When
        patient.advance(4);
        boolean doneTooSoon = wait.isDone();
        patient.advance(5);

        // Then
        wait.get(10, TimeUnit.SECONDS);
        assertThat(doneTooSoon).isFalse();
    }

    @Test
    void shouldGiveUpWaitingForAnOffsetThatDoesNotCome() {
        // Given
        view.advance(4);

        // When / Then
        view.await(4);
        assertThatThrownBy(() -> view.await(5))
                .isInstanceOf(DefinitionsBehindException.class)
                .hasMessageContaining("up to offset 4");
    }

    @Test
    void shouldKnowWhatIsLeftOfAPurgedPipelineUntilItsNameIsAnothers() {
        // Given
        PipelineRecord record = pipeline(1, 2).record();
        PipelineRecord.Purge purge = new PipelineRecord.Purge(new java.util.UUID(1, 2), Instant.EPOCH);
        view.put("acme/gpon", pipeline(1, 2));
        assertThat(view.isGone("acme", "gpon", 0)).isFalse();

        // When
        PipelineRecord left = record.asBeingPurged(purge).asPurged();
        view.putPurged("acme/gpon", left);

        // Then
        assertThat(view.find("acme", "gpon")).isEmpty();
        assertThat(view.all()).isEmpty();
        assertThat(view.bySchema(1)).isEmpty();
        assertThat(view.isOfPurged(1)).isTrue();
        assertThat(view.isOfPurged(3)).isFalse();
        assertThat(view.isEmptied("acme")).isTrue();
        assertThat(view.isEmptied("other")).isFalse();
        assertThat(view.purged("acme", "gpon")).contains(left);
        assertThat(view.isGone("acme", "gpon", 0)).isTrue();
        assertThat(view.isGone("acme", "gpon", 1)).isFalse();

        // When
        PipelineRecord next = new PipelineRecord(
                "acme",
                "gpon",
                List.of(new PipelineRecord.Version(1, "source", "f", 3, Instant.EPOCH)),
                List.of(),
                List.of(),
                false,
                java.util.Optional.empty(),
                left.past());
        view.put("acme/gpon", ActivePipeline.of(next, 5, source -> definition()));

        // Then
        assertThat(view.purged("acme", "gpon")).isEmpty();
        assertThat(view.isEmptied("acme")).isFalse();
        assertThat(view.isOfPurged(2)).isTrue();
        assertThat(view.bySchema(3)).isPresent();
        assertThat(view.isGone("acme", "gpon", 0)).isTrue();
        assertThat(view.isGone("acme", "gpon", 1)).isFalse();
    }

    @Test
    void shouldNeverGoBack() {
        // Given
        view.advance(4);

        // When
        view.advance(2);

        // Then
        assertThat(view.offset()).isEqualTo(4);
    }

    private static ActivePipeline pipeline(int... schemaIds) {
        List<PipelineRecord.Version> versions = java.util.Arrays.stream(schemaIds)
                .mapToObj(id -> new PipelineRecord.Version(id, "source", "f", id, Instant.EPOCH))
                .toList();
        return ActivePipeline.of(new PipelineRecord("acme", "gpon", versions, List.of()), 0, source -> definition());
    }

    private static PipelineDefinition definition() {
        FieldDefinition field = new FieldDefinition(
                "onu",
                FieldType.of(FieldType.Kind.STRING),
                "onu",
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new PipelineDefinition(
                "gpon",
                new EventDefinition(
                        List.of(field),
                        Optional.empty(),
                        List.of(),
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
                List.of());
    }
}
