package io.millrace.ingest.service;

import io.micronaut.context.annotation.Context;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.micronaut.management.health.indicator.annotation.Readiness;
import java.util.Map;
import java.util.Optional;

/** Ready once Kafka answers and all definitions are known. Made at start, so that attaching begins then and not with the first question. */
@Context
@Readiness
class KafkaReadiness extends AbstractHealthIndicator<Map<String, String>> {
    private final Attachments attachments;

    KafkaReadiness(Attachments attachments) {
        this.attachments = attachments;
    }

    @Override
    protected Map<String, String> getHealthInformation() {
        Optional<String> obstacle = attachments.obstacle();
        healthStatus = obstacle.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN;
        return obstacle.map(reason -> Map.of("obstacle", reason)).orElse(Map.of());
    }

    @Override
    protected String getName() {
        return "kafka";
    }
}
