package io.millrace.kafka.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Version;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
    private static String definition(String expression, String measure) {
        return """
                apiVersion: millrace/v1
                pipeline: speeds
                event: {fields: [{name: speed, type: long}, {name: lane, type: long}]}
                derive: [{name: shown, type: long, expr: "%s"}]
                rollups:
                  - {name: all, dimensions: [], window: {type: tumbling, size: 5m}, measures: [{name: m, type: %s, field: shown}]}
                """.formatted(expression, measure);
    }

    private static ActivePipeline pipeline(Version... versions) {
        return ActivePipeline.of(
                new PipelineRecord("acme", "speeds", List.of(versions), List.of()), 100, DefinitionReader::read);
    }

    private static Version version(int number, long after, String source) {
        return new Version(number, source, "f" + number, 7, Instant.EPOCH, after);
    }

    /** The expressions that judge events which are stamped so. */
    private static List<String> judging(ActivePipeline pipeline, long... offsets) {
        List<String> found = new ArrayList<>();
        for (long offset : offsets) {
            PipelineDefinition judge = pipeline.acceptances()
                    .get(Acceptance.indexOf(pipeline.acceptances(), offset))
                    .definition();
            found.add(judge.derive().get(0).expr());
        }
        return found;
    }

    @Test
    void shouldJudgeByTheVersionThatAnEventWasAcceptedUnder() {
        // Given: put behind 5, 10 and 20
        ActivePipeline pipeline = pipeline(
                version(1, 5, definition("speed", "sum")),
                version(2, 10, definition("speed / lane", "sum")),
                version(3, 20, definition("speed * lane", "sum")));

        // Then
        assertThat(judging(pipeline, 0, 6, 10, 11, 20, 21, 1_000))
                .containsExactly(
                        "speed", "speed", "speed", "speed / lane", "speed / lane", "speed * lane", "speed * lane");
        assertThat(pipeline.record().acceptedUnder(10).version()).isEqualTo(1);
        assertThat(pipeline.record().acceptedUnder(11).version()).isEqualTo(2);
        assertThat(pipeline.record().acceptedUnder(21).version()).isEqualTo(3);
    }

    @Test
    void shouldHaveOneForVersionsThatMakeTheSameOfEvents() {
        // Given: only what is measured changes, then the expression, then it comes back
        ActivePipeline pipeline = pipeline(
                version(1, 5, definition("speed", "sum")),
                version(2, 10, definition("speed", "max")),
                version(3, 20, definition("speed / lane", "max")),
                version(4, 30, definition("speed", "max")));

        // Then
        assertThat(pipeline.acceptances()).hasSize(3);
        assertThat(judging(pipeline, 6, 11, 20, 21, 31))
                .containsExactly("speed", "speed", "speed", "speed / lane", "speed");
    }

    @Test
    void shouldJudgeByTheLastOfThoseWhosePlaceNobodyNoted() {
        // Given: two were put before that was noted
        ActivePipeline pipeline = pipeline(
                new Version(1, definition("speed", "sum"), "1", 7, Instant.EPOCH),
                new Version(2, definition("speed + lane", "sum"), "2", 7, Instant.EPOCH),
                version(3, 20, definition("speed / lane", "sum")));

        // Then
        assertThat(judging(pipeline, 0, 20, 21)).containsExactly("speed + lane", "speed + lane", "speed / lane");
        assertThat(pipeline.record().acceptedUnder(20).version()).isEqualTo(2);
    }
}
