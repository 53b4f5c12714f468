package io.millrace.ingest.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.intake.IntakeMetrics;

/** Counts in Micrometer. */
final class MicrometerIntakeMetrics implements IntakeMetrics {
    private final MeterRegistry registry;

    MicrometerIntakeMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void taken(String tenant, String pipeline, Taken taken) {
        records(tenant, pipeline, "accepted").increment((double) taken.accepted());
        records(tenant, pipeline, "rejected").increment((double) taken.rejected());
        Counter.builder("millrace.ingest.unknown.fields")
                .description("Fields of records that the definition does not name, and that were ignored.")
                .tags("tenant", tenant, "pipeline", pipeline)
                .register(registry)
                .increment((double) taken.unknownFields());
        Counter.builder("millrace.ingest.bytes")
                .description("Bytes of records as received, decompressed.")
                .baseUnit("bytes")
                .tags("tenant", tenant, "pipeline", pipeline)
                .register(registry)
                .increment((double) taken.bytes());
    }

    private Counter records(String tenant, String pipeline, String outcome) {
        return Counter.builder("millrace.ingest.records")
                .description("Records that are durable, as events (accepted) or as dead letters (rejected).")
                .tags("tenant", tenant, "pipeline", pipeline, "outcome", outcome)
                .register(registry);
    }
}
