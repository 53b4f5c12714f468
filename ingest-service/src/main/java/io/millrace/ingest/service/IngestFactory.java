package io.millrace.ingest.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.value.PropertyResolver;
import io.millrace.ingest.intake.IntakeMetrics;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes what the service is put together from. */
@Factory
class IngestFactory {
    /** The executor that reads bodies of events. */
    static final String INTAKE = "intake";

    /** Made first, so that wrong settings end the start before anything listens. */
    @Context
    IngestSettings settings(PropertyResolver properties) {
        return SettingsReader.read(properties);
    }

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    IntakeMetrics metrics(MeterRegistry registry) {
        return new MicrometerIntakeMetrics(registry);
    }

    /** As many threads as bodies are read at once, as many places to wait, and a refusal beyond. */
    @Bean(preDestroy = "shutdown")
    @Singleton
    @Named(INTAKE)
    ExecutorService intakeExecutor(IngestSettings settings) {
        int threads = settings.concurrentRequests();
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(threads), task -> {
                    Thread thread = new Thread(task, "intake-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
