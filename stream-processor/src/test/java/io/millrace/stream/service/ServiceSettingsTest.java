package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.millrace.shell.settings.InvalidSettingsException;
import io.millrace.shell.settings.SettingsReader;
import io.millrace.stream.drain.CommitIntervals;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ServiceSettingsTest {
    private static ServiceSettings read(Map<String, Object> changed) {
        try (ApplicationContext context = ApplicationContext.builder()
                .properties(changed)
                .environmentVariableExcludes("MILLRACE_KAFKA", "MILLRACE_REGISTRY")
                .build()) {
            context.getEnvironment().start();
            return ServiceSettings.read(SettingsReader.of(context.getEnvironment()));
        }
    }

    @Test
    void shouldHaveDefaults() {
        // When
        ServiceSettings settings = read(Map.of());
        // Then
        assertThat(settings.streams().kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
        assertThat(settings.registry()).isEqualTo(URI.create("http://127.0.0.1:8405"));
        assertThat(settings.topics().partitions()).isEqualTo(4);
        assertThat(settings.commitIntervals())
                .isEqualTo(new CommitIntervals(Duration.ofMillis(50), Duration.ofSeconds(3)));
        assertThat(settings.streams().longestCommitInterval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.streams().threads()).isEqualTo(4);
        assertThat(settings.streams().standbyReplicas()).isEqualTo(1);
        assertThat(settings.streams().instance()).endsWith("-8402");
        assertThat(settings.streams().stateDirectory()).endsWithRaw(java.nio.file.Path.of("stream-processor"));
    }

    @Test
    void shouldShareLimitsAmongPartitions() {
        // When
        ServiceSettings settings = read(Map.of("millrace.partitions", "8", "millrace.limits.recent-ids", "80000"));
        // Then
        assertThat(settings.limits().recentIds()).isEqualTo(10_000);
    }

    @Test
    void shouldRefuseToCommitSoonerWhileBehind() {
        // When / Then
        assertThatThrownBy(() ->
                        read(Map.of("millrace.commit-interval", "500ms", "millrace.commit-interval-behind", "100ms")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll("millrace.commit-interval-behind", "from 500ms to 5s");
    }

    @Test
    void shouldNameEveryProblem() {
        // Given
        Map<String, String> wrong = Map.of(
                "micronaut.server.host", "0.0.0.0",
                "micronaut.server.port", "http",
                "millrace.kafka", "here",
                "millrace.registry", "ftp://here",
                "millrace.partitions", "0",
                "millrace.data-dir", " ",
                "millrace.instance", "a b",
                "millrace.threads", "2",
                "millrace.standby-replicas", "4",
                "millrace.commit-interval", "1h");
        // When / Then
        assertThatThrownBy(() -> ServiceSettings.read(new SettingsReader(name -> Optional.ofNullable(wrong.get(name)))))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll(
                        "micronaut.server.host",
                        "micronaut.server.port",
                        "millrace.kafka",
                        "millrace.registry",
                        "millrace.partitions",
                        "millrace.data-dir",
                        "millrace.instance",
                        "millrace.commit-interval",
                        "millrace.standby-replicas",
                        "millrace.store-memory-bytes",
                        "millrace.limits.row-bytes")
                .hasMessageNotContaining("millrace.threads");
    }
}
