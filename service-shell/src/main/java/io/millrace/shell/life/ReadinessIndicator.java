package io.millrace.shell.life;

import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** Shows {@link Readiness} among the indicators of health. Liveness asks nobody. */
@Singleton
@Requires(beans = Readiness.class)
@io.micronaut.management.health.indicator.annotation.Readiness
final class ReadinessIndicator extends AbstractHealthIndicator<Map<String, String>> {
    private final Readiness readiness;

    ReadinessIndicator(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    protected Map<String, String> getHealthInformation() {
        Optional<String> obstacle = readiness.obstacle();
        healthStatus = obstacle.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN;
        return obstacle.map(reason -> Map.of("obstacle", reason)).orElse(Map.of());
    }

    @Override
    protected String getName() {
        return "work";
    }
}
