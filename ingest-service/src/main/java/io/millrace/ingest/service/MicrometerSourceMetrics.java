package io.millrace.ingest.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.ingest.intake.IntakeMetrics;
import io.millrace.ingest.sources.SourceMetrics;
import io.millrace.kafka.record.SourceKey;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Tells Micrometer. What sources bring counts as taken in, like what requests bring. */
final class MicrometerSourceMetrics implements SourceMetrics {
    private final MeterRegistry registry;
    private final IntakeMetrics intake;
    private final Map<SourceKey, Lag> lags = new ConcurrentHashMap<>();

    private record Lag(AtomicLong records, Gauge gauge) {}

    MicrometerSourceMetrics(MeterRegistry registry, IntakeMetrics intake) {
        this.registry = registry;
        this.intake = intake;
    }

    @Override
    public void committed(SourceKey source, IntakeMetrics.Taken taken) {
        if (taken.accepted() + taken.rejected() > 0) {
            intake.taken(source.tenant(), source.pipeline(), taken);
            records(source, "accepted").increment((double) taken.accepted());
            records(source, "rejected").increment((double) taken.rejected());
        }
    }

    private Counter records(SourceKey source, String outcome) {
        return Counter.builder("millrace.source.records")
                .description(
                        "Records of a source that are durable, as events (accepted) or as dead letters (rejected).")
                .tags(tags(source).and("outcome", outcome))
                .register(registry);
    }

    @Override
    public void failed(SourceKey source) {
        Counter.builder("millrace.source.failures")
                .description("Steps of a source that failed and are tried again.")
                .tags(tags(source))
                .register(registry)
                .increment();
    }

    @Override
    public void lag(SourceKey source, OptionalLong records) {
        if (records.isPresent()) {
            lags.computeIfAbsent(source, this::lag).records().set(records.getAsLong());
        } else {
            Lag former = lags.remove(source);
            if (former != null) {
                registry.remove(former.gauge());
            }
        }
    }

    private Lag lag(SourceKey source) {
        AtomicLong records = new AtomicLong();
        Gauge gauge = Gauge.builder("millrace.source.lag", records, AtomicLong::doubleValue)
                .description("Records that wait in the topic of a source that is run here.")
                .tags(tags(source))
                .register(registry);
        return new Lag(records, gauge);
    }

    private static Tags tags(SourceKey source) {
        return Tags.of("tenant", source.tenant(), "pipeline", source.pipeline(), "source", source.source());
    }
}
