package io.millrace.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {
    @ParameterizedTest
    @CsvSource({
        "pipelines, true",
        "lookups, true",
        "dead-letters, true",
        "dead-letter-replays, true",
        "rollups, true",
        "tables, true",
        "alerts, true",
        "progress, true",
        "cuts, true",
        "sources, true",
        "source-runs, true",
        "tables, true",
        "tenants, true",
        "audit, true",
        "events.acme, true",
        "__consumer_offsets, true",
        "millrace-stream-repartition, true",
        "clicks, false",
        "event.clicks, false",
    })
    void shouldKnowItsOwnTopics(String topic, boolean own) {
        assertThat(Topics.isOwn(topic)).isEqualTo(own);
    }
}
