package io.millrace.writer.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.millrace.writer.sink.SinkMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A sink's metrics, {@code millrace.writer.*}, tagged with its name. */
final class MicrometerSinkMetrics implements SinkMetrics {
    private final DistributionSummary rows;
    private final Timer latency;
    private final Counter retries;
    private final Counter refused;
    private final Counter superseded;
    private final AtomicLong lag = new AtomicLong();
    private final AtomicLong held = new AtomicLong();

    MicrometerSinkMetrics(MeterRegistry registry, String sink) {
        Tags tags = Tags.of("sink", sink);
        rows = DistributionSummary.builder("millrace.writer.batch.rows")
                .description("Rows a batch: count = batches, sum = rows written")
                .tags(tags)
                .register(registry);
        latency = Timer.builder("millrace.writer.write")
                .description("From sending a batch to its answer")
                .publishPercentiles(0.5, 0.99)
                .tags(tags)
                .register(registry);
        retries = Counter.builder("millrace.writer.retries")
                .description("Batches that failed and are sent again")
                .tags(tags)
                .register(registry);
        refused = Counter.builder("millrace.writer.dead.letters")
                .description("Records that became dead letters")
                .tags(tags)
                .register(registry);
        superseded = Counter.builder("millrace.writer.superseded")
                .description("Records whose row was replaced by a later revision before it was written")
                .tags(tags)
                .register(registry);
        Gauge.builder("millrace.writer.lag", lag, AtomicLong::get)
                .description("Records that stand in the topic and are not durable in the table")
                .tags(tags)
                .register(registry);
        Gauge.builder("millrace.writer.held", held, AtomicLong::get)
                .description("Records read and not yet durable")
                .tags(tags)
                .register(registry);
    }

    @Override
    public void written(int rowsWritten, Duration took) {
        rows.record(rowsWritten);
        latency.record(took);
    }

    @Override
    public void retried() {
        retries.increment();
    }

    @Override
    public void refused(int records) {
        refused.increment(records);
    }

    @Override
    public void superseded(int records) {
        superseded.increment(records);
    }

    @Override
    public void behind(long newLag, int newHeld) {
        lag.set(newLag);
        held.set(newHeld);
    }
}
