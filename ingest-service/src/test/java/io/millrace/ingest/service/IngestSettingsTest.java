package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.millrace.ingest.lookups.TenantLimits;
import io.millrace.model.format.RecordLimits;
import io.millrace.shell.settings.InvalidSettingsException;
import io.millrace.shell.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestSettingsTest {
    private static IngestSettings read(Map<String, Object> changed) {
        try (ApplicationContext context =
                ApplicationContext.builder().properties(changed).build()) {
            context.getEnvironment().start();
            return IngestSettings.read(SettingsReader.of(context.getEnvironment()));
        }
    }

    @Test
    void shouldHaveADefaultForEverything() {
        // When
        IngestSettings settings = read(Map.of());

        // Then
        assertThat(settings.kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
        assertThat(settings.registry()).hasToString("http://127.0.0.1:8405");
        assertThat(settings.topics().partitions()).isEqualTo(4);
        assertThat(settings.record()).isEqualTo(RecordLimits.DEFAULT);
        assertThat(settings.quotas().standard().recordsPerSecond()).isEmpty();
        assertThat(settings.quotas().standard().bytesPerSecond()).isEmpty();
        assertThat(settings.concurrentRequests()).isEqualTo(32);
        assertThat(settings.waitingRequests()).isEqualTo(256);
        assertThat(settings.producerBufferBytes()).isEqualTo(32 << 20);
        assertThat(settings.producerPatience()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.lookups()).isEqualTo(new TenantLimits(100, 2_000_000, 512 << 20));
        assertThat(settings.sources().folder()).endsWithRaw(Path.of(".millrace", "ingest-service", "sources"));
        assertThat(settings.sources().secrets()).endsWithRaw(Path.of(".millrace", "ingest-service", "secrets"));
        assertThat(settings.sources().hosts()).isEmpty();
        assertThat(settings.sources().threads()).isEqualTo(8);
        assertThat(settings.sources().session()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.sources().answerBytes()).isEqualTo(32 << 20);
    }

    @Test
    void shouldReadFoldersAndHostsOfSources() {
        // When
        IngestSettings settings = read(Map.of(
                "millrace.sources.folder", "/data/in",
                "millrace.sources.secrets", "/run/secrets",
                "millrace.sources.hosts", "API.example.org, *.example.com,127.0.0.1:8080"));

        // Then
        assertThat(settings.sources().folder()).isEqualTo(Path.of("/data/in"));
        assertThat(settings.sources().secrets()).isEqualTo(Path.of("/run/secrets"));
        assertThat(settings.sources().hosts())
                .containsExactlyInAnyOrder("api.example.org", "*.example.com", "127.0.0.1:8080");
    }

    @Test
    void shouldLetSourcesReadEveryTopicOnlyWhileNobodyIsAskedForAKey() {
        assertThat(read(Map.of()).sources().topics().include("acme", "orders")).isTrue();
        Map<String, Object> keys = Map.of("millrace.access.administrator-key-sha256", "0a".repeat(32));
        assertThat(read(keys).sources().topics().include("acme", "orders")).isFalse();
        Map<String, Object> named = new HashMap<>(keys);
        named.put("millrace.sources.topics", "acme=orders");
        assertThat(read(named).sources().topics().include("acme", "orders")).isTrue();
        assertThat(read(named).sources().topics().include("other", "orders")).isFalse();
    }

    @Test
    void shouldNameEveryProblem() {
        // Given
        Map<String, Object> wrong = new HashMap<>(Map.of(
                "millrace.data-dir", " ",
                "millrace.sources.hosts", "http://a",
                "millrace.sources.topics", "orders",
                "millrace.sources.threads", "0",
                "millrace.sources.session", "1s",
                "millrace.sources.answer-bytes", "1",
                "millrace.limits.max-record-fields", "0",
                "millrace.quotas.records-per-second", "-1",
                "millrace.quotas.burst-seconds", "0",
                "millrace.quotas.patience", "11m"));
        wrong.putAll(Map.of(
                "millrace.limits.waiting-requests", "-1",
                "millrace.limits.lookups-per-tenant", "-1",
                "millrace.limits.lookup-rows-per-tenant", "-1",
                "millrace.limits.lookup-bytes-per-tenant", "many"));
        wrong.putAll(Map.of(
                "micronaut.server.host", "0.0.0.0",
                "micronaut.server.port", "http",
                "millrace.kafka", "somewhere",
                "millrace.registry", "127.0.0.1:8405",
                "millrace.partitions", "0",
                "millrace.limits.max-record-bytes", "1048577",
                "millrace.limits.max-record-nesting", "1001",
                "millrace.limits.concurrent-requests", "none",
                "millrace.limits.producer-buffer-bytes", "1",
                "millrace.limits.producer-patience", "10"));

        // Then
        assertThatThrownBy(() -> read(wrong))
                .isInstanceOfSatisfying(InvalidSettingsException.class, invalid -> assertThat(invalid.problems())
                        .hasSameSizeAs(wrong.keySet())
                        .allSatisfy(problem -> assertThat(wrong.keySet()).anyMatch(problem::startsWith)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "localhost", "::1"})
    void shouldListenOnLoopback(String host) {
        // Then
        assertThat(read(Map.of("micronaut.server.host", host))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::"})
    void shouldListenOnNothingElseWithoutAuthentication(String host) {
        // Then
        assertThatThrownBy(() -> read(Map.of("micronaut.server.host", host)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("authentication");
    }
}
