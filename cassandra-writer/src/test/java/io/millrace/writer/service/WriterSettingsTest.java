package io.millrace.writer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.shell.settings.InvalidSettingsException;
import io.millrace.shell.settings.SettingsReader;
import io.millrace.writer.sink.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WriterSettingsTest {
    private final Map<String, String> settings = new HashMap<>(Map.ofEntries(
            Map.entry("micronaut.server.host", "127.0.0.1"),
            Map.entry("micronaut.server.port", "8403"),
            Map.entry("millrace.kafka", "127.0.0.1:9092"),
            Map.entry("millrace.cassandra", "127.0.0.1:9042"),
            Map.entry("millrace.cassandra-datacenter", "datacenter1"),
            Map.entry("millrace.cassandra-replication", "1"),
            Map.entry("millrace.cassandra-timeout", "5s"),
            Map.entry("millrace.registry", "http://127.0.0.1:8405"),
            Map.entry("millrace.partitions", "4"),
            Map.entry("millrace.instance", "writer-1"),
            Map.entry("millrace.limits.rows-per-batch", "30"),
            Map.entry("millrace.limits.bytes-per-batch", "49152"),
            Map.entry("millrace.limits.batches-in-flight", "64"),
            Map.entry("millrace.limits.records-held", "200000"),
            Map.entry("millrace.limits.bytes-held", "33554432"),
            Map.entry("millrace.limits.commit-interval", "500ms"),
            Map.entry("millrace.limits.retry-first", "100ms"),
            Map.entry("millrace.limits.retry-longest", "5s"),
            Map.entry("millrace.limits.drain", "4s"),
            Map.entry("millrace.unknown-pipeline-retention.archive", "30d"),
            Map.entry("millrace.unknown-pipeline-retention.rollups", "400d")));

    @Test
    void shouldReadEverySetting() {
        // When
        WriterSettings read = read();
        // Then
        assertThat(read.kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
        assertThat(read.cassandra().contactPoints()).isEqualTo("127.0.0.1:9042");
        assertThat(read.topics().partitions()).isEqualTo(4);
        assertThat(read.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(read.instance()).isEqualTo("writer-1");
        assertThat(read.retention().archive()).hasDays(30);
    }

    @Test
    void shouldNameThisWriterAfterItsHostAndPortUnlessToldOtherwise() {
        // Given
        settings.put("millrace.instance", "");
        // When
        String instance = read().instance();
        // Then
        assertThat(instance).matches("[A-Za-z0-9._-]+-8403");
    }

    @Test
    void shouldNameEveryProblemAtOnce() {
        // Given
        settings.put("micronaut.server.host", "0.0.0.0");
        settings.put("millrace.cassandra", ":9042");
        settings.put("millrace.cassandra-replication", "none");
        settings.put("millrace.registry", "127.0.0.1:8405");
        settings.put("millrace.partitions", "0");
        settings.put("millrace.instance", "a b");
        settings.put("millrace.limits.rows-per-batch", "31");
        settings.put("millrace.limits.drain", "soon");
        // When / Then
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("micronaut.server.host = '0.0.0.0'")
                .hasMessageContaining("millrace.cassandra = ':9042'")
                .hasMessageContaining("millrace.cassandra-replication = 'none'")
                .hasMessageContaining("millrace.registry = '127.0.0.1:8405'")
                .hasMessageContaining("millrace.partitions = '0': a whole number from 1 to 10000")
                .hasMessageContaining("millrace.instance = 'a b'")
                .hasMessageContaining("rows per batch: 1 to 30, not 31")
                .hasMessageContaining("millrace.limits.drain = 'soon'");
    }

    private WriterSettings read() {
        return WriterSettings.read(new SettingsReader(name -> Optional.ofNullable(settings.get(name))));
    }
}
