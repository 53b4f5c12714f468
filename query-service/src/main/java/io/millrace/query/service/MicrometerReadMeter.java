package io.millrace.query.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.query.read.ReadMeter;

/** What reading costs, as metrics. */
final class MicrometerReadMeter implements ReadMeter {
    private final Counter slices;
    private final Counter scanned;
    private final Counter answered;

    MicrometerReadMeter(MeterRegistry registry) {
        slices = Counter.builder("millrace.query.slices")
                .description("Slices of Cassandra partitions read")
                .register(registry);
        scanned = Counter.builder("millrace.query.rows.scanned")
                .description("Stored rows read")
                .register(registry);
        answered = Counter.builder("millrace.query.rows.answered")
                .description("Rows answered")
                .register(registry);
    }

    @Override
    public void read(int slicesRead, long rowsScanned, int rowsAnswered) {
        slices.increment(slicesRead);
        scanned.increment((double) rowsScanned);
        answered.increment(rowsAnswered);
    }
}
