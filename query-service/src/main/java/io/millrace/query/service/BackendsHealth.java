package io.millrace.query.service;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** Ready = all definitions are known and Cassandra answers now. */
@Singleton
@Readiness
final class BackendsHealth extends AbstractHealthIndicator<Map<String, String>> {
    private final Backends backends;

    BackendsHealth(Backends backends) {
        this.backends = backends;
    }

    @Override
    protected Map<String, String> getHealthInformation() {
        Optional<String> obstacle = backends.obstacle();
        healthStatus = obstacle.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN;
        return obstacle.map(reason -> Map.of("obstacle", reason)).orElse(Map.of());
    }

    @Override
    protected String getName() {
        return "backends";
    }
}
