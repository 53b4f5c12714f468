package io.millrace.writer.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition.RetentionDefinition;
import io.millrace.model.rollup.RollupLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: gpon
            event:
              fields:
                - {name: onu, type: string}
            lateness: 1d
            rollups:
              - name: onus
                dimensions: [onu]
                window: {type: tumbling, size: 5m}
                measures: [{name: readings, type: count}]
            retention: {archive: 2d, rollups: ROLLUPS}
            """;

    private final DefinitionsView definitions = new DefinitionsView(Duration.ofMillis(1));
    private final Retention retention =
            new Retention(definitions, new RetentionDefinition(Duration.ofDays(30), Duration.ofDays(400)));

    @Test
    void shouldKeepRowsAsLongAsTheDefinitionSays() {
        // Given
        define("10d");
        // When / Then
        assertThat(retention.ofArchive("acme", "gpon")).isEqualTo(2 * 86_400);
        assertThat(retention.ofRollups("acme", "gpon")).isEqualTo(10 * 86_400);
    }

    @Test
    void shouldFollowAChangeOfTheDefinition() {
        // Given
        define("10d");
        // When
        define("20d");
        // Then
        assertThat(retention.ofRollups("acme", "gpon")).isEqualTo(20 * 86_400);
    }

    @Test
    void shouldKeepRowsOfAnUnknownPipelineAsLongAsTheSettingSays() {
        assertThat(retention.ofArchive("acme", "gone")).isEqualTo(30 * 86_400);
        assertThat(retention.ofRollups("acme", "gone")).isEqualTo(400 * 86_400);
    }

    @Test
    void shouldKeepNothingLongerThanCassandraCan() {
        // Given
        Retention endless =
                new Retention(definitions, new RetentionDefinition(Duration.ofDays(30), Duration.ofDays(36_500)));
        // When / Then
        assertThat(endless.ofRollups("acme", "gone")).isEqualTo(20 * 365 * 86_400);
    }

    private void define(String rollups) {
        String source = DEFINITION.replace("ROLLUPS", rollups);
        PipelineRecord record = new PipelineRecord(
                "acme",
                "gpon",
                List.of(new PipelineRecord.Version(1, source, "f", 7, Instant.EPOCH)),
                List.of(PipelineRecord.Generation.first("onus", new RollupLayout(86_400_000, 1), Instant.EPOCH)));
        definitions.put(record.key(), ActivePipeline.of(record, 0, DefinitionReader::read));
    }
}
