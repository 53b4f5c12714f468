package io.millrace.writer.service;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** Ready = both sinks have their share of partitions, and Cassandra is connected. */
@Singleton
@Readiness
final class WriterHealth extends AbstractHealthIndicator<Map<String, String>> {
    private final Writer writer;

    WriterHealth(Writer writer) {
        this.writer = writer;
    }

    @Override
    protected Map<String, String> getHealthInformation() {
        Optional<String> obstacle = writer.obstacle();
        healthStatus = obstacle.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN;
        return obstacle.map(reason -> Map.of("obstacle", reason)).orElse(Map.of());
    }

    @Override
    protected String getName() {
        return "writer";
    }
}
