package io.millrace.stream.service;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** Ready = it has had its share of the work, and Kafka Streams has not given up. */
@Singleton
@Readiness
final class StreamHealth extends AbstractHealthIndicator<Map<String, String>> {
    private final StreamRunner runner;

    StreamHealth(StreamRunner runner) {
        this.runner = runner;
    }

    @Override
    protected Map<String, String> getHealthInformation() {
        Optional<String> obstacle = runner.obstacle();
        healthStatus = obstacle.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN;
        return obstacle.map(reason -> Map.of("obstacle", reason)).orElse(Map.of());
    }

    @Override
    protected String getName() {
        return "kafka-streams";
    }
}
