package io.millrace.ingest.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableTopicsTest {
    private static final ReadableTopics TOPICS = ReadableTopics.parse("acme=acme.*, *=shared-*-v1 ,acme=orders");
    private static final List<ActivePipeline> NO_OTHERS = List.of();

    @ParameterizedTest
    @CsvSource({
        "acme, acme.clicks, true",
        "acme, acmeXclicks, false",
        "acme, orders, true",
        "acme, orders2, false",
        "other, orders, false",
        "other, acme.clicks, false",
        "other, shared-prices-v1, true",
        "other, shared-prices-v2, false"
    })
    void shouldIncludeWhatARuleOfTheTenantSays(String tenant, String topic, boolean included) {
        assertThat(TOPICS.include(tenant, topic)).isEqualTo(included);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "acme=", "=orders", "Acme=orders", "acme=a b", "acme=orders,", "acme=or/ders"})
    void shouldRefuseWhatIsNoRule(String text) {
        assertThatThrownBy(() -> ReadableTopics.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTellADefinitionThatReadsWhatItMayNotWhatItMay() {
        // Given
        PipelineDefinition definition = DefinitionReader.read("""
                apiVersion: millrace/v1
                pipeline: clicks
                event:
                  fields:
                    - {name: at, type: timestamp}
                  time: at
                rollups:
                  - {name: all_1h, window: {type: tumbling, size: 1h}, measures: [{name: clicks, type: count}]}
                sources:
                  - {type: kafka, name: mine, topic: acme.clicks, format: json}
                  - {type: kafka, name: theirs, topic: payroll, format: json}
                """);

        // When
        List<DefinitionProblem> problems = SourceRules.problems("acme", definition, NO_OTHERS, TOPICS);
        List<DefinitionProblem> ofNobody = SourceRules.problems("acme", definition, NO_OTHERS, ReadableTopics.NONE);

        // Then
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).path()).isEqualTo("sources[1].topic");
        assertThat(problems.get(0).toString())
                .contains("sources of acme may not read the topic 'payroll'")
                .contains("acme.*, shared-*-v1, orders")
                .contains("millrace.sources.topics");
        assertThat(ofNobody).hasSize(2);
    }
}
