package io.millrace.ingest.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PipelinesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    /** The first time that no event accepted until now can be at. */
    private static final long AN_HOUR_AHEAD =
            Instant.parse("2026-01-02T04:04:05.001Z").toEpochMilli();

    private static final long BOUNDARY = Instant.parse("2026-01-02T04:05:00Z").toEpochMilli();

    private final DefinitionsView definitions = new DefinitionsView(Duration.ofSeconds(1));
    private final List<PipelineRecord> written = new ArrayList<>();
    private final List<String> prepared = new ArrayList<>();
    private final Pipelines pipelines = new Pipelines(
            definitions,
            this::append,
            (tenant, schema) -> {
                prepared.add(tenant + " " + schema.avro().getFullName());
                return prepared.size();
            },
            ReadableTopics.parse("*=shop.*, other=*"),
            Clock.fixed(NOW, ZoneOffset.UTC));

    private void append(Supplier<Optional<PipelineRecord>> decision) {
        decision.get().ifPresent(this::write);
    }

    private void write(PipelineRecord record) {
        definitions.put(record.key(), ActivePipeline.of(record, written.size(), DefinitionReader::read));
        definitions.advance(written.size());
        written.add(record);
    }

    private static String definition(String... rollups) {
        StringBuilder text = new StringBuilder("""
                apiVersion: millrace/v1
                pipeline: speeds
                event: {fields: [{name: device, type: string}, {name: speed, type: long, optional: true}]}
                rollups:
                """);
        for (String rollup : rollups) {
            text.append("  - {name: ")
                    .append(rollup)
                    .append(", dimensions: [device], window: {type: tumbling, size: 5m},")
                    .append(" measures: [{name: readings, type: count}]}\n");
        }
        return text.toString();
    }

    private PipelineRecord put(String... rollups) {
        return putText(definition(rollups));
    }

    private static Generation generation(String rollup, int number) {
        return generation(rollup, number, 1, TimeInterval.ALWAYS, Long.MIN_VALUE);
    }

    private static Generation generation(
            String rollup, int number, int version, TimeInterval serves, long completeFrom) {
        return new Generation(rollup, number, version, new RollupLayout(3_600_000, 4), serves, completeFrom, NOW);
    }

    private PipelineRecord putText(String definition) {
        return pipelines.put("acme", "speeds", definition, Optional.empty()).pipeline();
    }

    @Test
    void shouldPrepareTheTopicAndGiveEachRollupItsFirstGeneration() {
        // When
        PipelineRecord record = put("a", "b");

        // Then
        assertThat(record.current().version()).isEqualTo(1);
        assertThat(record.current().schemaId()).isEqualTo(1);
        assertThat(record.current().putAt()).isEqualTo(NOW);
        assertThat(record.generations()).containsExactly(generation("a", 1), generation("b", 1));
        assertThat(prepared).containsExactly("acme millrace.acme.speeds");
        assertThat(written).containsExactly(record);
    }

    @Test
    void shouldNoteBehindWhatEachVersionIsPut() {
        // Given
        put("a");

        // When: what is put stands at 0, and at 1
        PipelineRecord record = put("a", "b");

        // Then
        assertThat(record.versions()).extracting(PipelineRecord.Version::after).containsExactly(-1L, 0L);
        assertThat(record.acceptedUnder(0).version()).isEqualTo(1);
        assertThat(record.acceptedUnder(1).version()).isEqualTo(2);
    }

    @Test
    void shouldKeepGenerationsOfRollupsThatStay() {
        // Given
        put("a");

        // When
        PipelineRecord record = put("a", "b");

        // Then
        assertThat(record.current().version()).isEqualTo(2);
        assertThat(record.versions()).hasSize(2);
        assertThat(record.generations())
                .containsExactly(
                        generation("a", 1, 2, TimeInterval.ALWAYS, Long.MIN_VALUE),
                        generation("b", 1, 2, TimeInterval.ALWAYS, AN_HOUR_AHEAD));
    }

    @Test
    void shouldBeginAGenerationAtTheFirstBoundaryThatNoAcceptedEventIsBehind() {
        // Given
        put("a", "b");

        // When
        PipelineRecord record = putText(definition("a", "b").replaceFirst("type: count", "type: max, field: speed"));

        // Then
        assertThat(record.generations())
                .containsExactly(
                        generation("a", 1, 1, new TimeInterval(Long.MIN_VALUE, BOUNDARY), Long.MIN_VALUE),
                        generation("a", 2, 2, new TimeInterval(BOUNDARY, Long.MAX_VALUE), BOUNDARY),
                        generation("b", 1, 2, TimeInterval.ALWAYS, Long.MIN_VALUE));
    }

    @Test
    void shouldReplaceAGenerationThatHasNotBegunWhenItsMeaningChangesAgain() {
        // Given
        put("a");
        putText(definition("a").replaceFirst("type: count", "type: max, field: speed"));

        // When
        PipelineRecord record = putText(definition("a").replaceFirst("type: count", "type: min, field: speed"));

        // Then
        assertThat(record.generations())
                .containsExactly(
                        generation("a", 1, 1, new TimeInterval(Long.MIN_VALUE, BOUNDARY), Long.MIN_VALUE),
                        generation("a", 2, 2, TimeInterval.NEVER, BOUNDARY),
                        generation("a", 3, 3, new TimeInterval(BOUNDARY, Long.MAX_VALUE), BOUNDARY));
    }

    @Test
    void shouldRefuseWindowsThatNeverStartWithTheFormerOnes() {
        // Given
        put("a");

        // Then
        assertThatThrownBy(() -> putText(definition("a").replace("size: 5m", "size: 10m, offset: 1m")))
                .isInstanceOfSatisfying(ImpossibleChangeException.class, impossible -> assertThat(impossible.problems())
                        .extracting(DefinitionProblem::path)
                        .containsExactly("rollups[0].window"));
        assertThat(written).hasSize(1);
    }

    @Test
    void shouldStopADeletedPipelineAndKeepWhatItWas() {
        // Given
        put("a");

        // When
        boolean first = pipelines.delete("acme", "speeds", Optional.empty());
        boolean second = pipelines.delete("acme", "speeds", Optional.empty());

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(pipelines.find("acme", "speeds")).isEmpty();
        assertThat(pipelines.list("acme")).isEmpty();
        assertThat(definitions.find("acme", "speeds"))
                .hasValueSatisfying(stored -> assertThat(stored.isDeleted()).isTrue());
    }

    @Test
    void shouldBeginNewGenerationsWhenADeletedPipelineIsPutAgain() {
        // Given
        put("a");
        pipelines.delete("acme", "speeds", Optional.empty());

        // When
        PutResult result = pipelines.put("acme", "speeds", definition("a"), Optional.empty());

        // Then
        assertThat(result.change()).isEqualTo(PutResult.Change.CREATED);
        assertThat(result.pipeline().current().version()).isEqualTo(2);
        assertThat(result.pipeline().generations())
                .containsExactly(
                        generation("a", 1).serving(TimeInterval.NEVER),
                        generation("a", 2, 2, TimeInterval.ALWAYS, AN_HOUR_AHEAD));
    }

    @Test
    void shouldNotDeleteWhatIfMatchDoesNotMatch() {
        // Given
        put("a");

        // Then
        assertThatThrownBy(() -> pipelines.delete("acme", "speeds", Optional.of("\"1-other\"")))
                .isInstanceOf(ChangedMeanwhileException.class);
        assertThat(pipelines.find("acme", "speeds")).isPresent();
    }

    @Test
    void shouldNeverUseAGenerationsNumberAgain() {
        // Given
        put("a", "b");
        put("b");

        // When
        PipelineRecord record = put("a", "b");

        // Then
        assertThat(record.generations())
                .containsExactly(
                        generation("a", 1).serving(TimeInterval.NEVER),
                        generation("a", 2, 3, TimeInterval.ALWAYS, AN_HOUR_AHEAD),
                        generation("b", 1, 3, TimeInterval.ALWAYS, Long.MIN_VALUE));
        assertThat(pipelines
                        .find("acme", "speeds")
                        .orElseThrow()
                        .rollup("a")
                        .orElseThrow()
                        .generation())
                .isEqualTo(2);
    }

    @Test
    void shouldDecideOnWhatAnotherInstanceWroteMeanwhile() {
        // Given
        PipelineRecord theirs = put("a");
        written.clear();
        definitions.remove(theirs.key());
        Pipelines overtaken = new Pipelines(
                definitions,
                decision -> {
                    assertThat(decision.get()).isPresent();
                    write(theirs);
                    append(decision);
                },
                (tenant, schema) -> 7,
                ReadableTopics.ALL,
                Clock.fixed(NOW, ZoneOffset.UTC));

        // When
        PutResult result = overtaken.put("acme", "speeds", definition("a", "b"), Optional.empty());

        // Then
        assertThat(result.change()).isEqualTo(PutResult.Change.CHANGED);
        assertThat(result.pipeline().versions()).hasSize(2).startsWith(theirs.current());
    }

    @Test
    void shouldAskTheRegistryForNothingWhenNothingChanges() {
        // Given
        put("a");

        // When
        PutResult result = pipelines.put("acme", "speeds", definition("a") + "# remark\n", Optional.of("*"));

        // Then
        assertThat(result.change()).isEqualTo(PutResult.Change.NONE);
        assertThat(prepared).hasSize(1);
        assertThat(written).hasSize(1);
    }

    @Test
    void shouldWriteNothingWhenIfMatchDoesNotMatch() {
        // Given
        put("a");

        // Then
        assertThatThrownBy(() -> pipelines.put("acme", "speeds", definition("b"), Optional.of("\"1-other\"")))
                .isInstanceOf(ChangedMeanwhileException.class);
        assertThat(written).hasSize(1);
    }
}
