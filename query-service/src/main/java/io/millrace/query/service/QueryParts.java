package io.millrace.query.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.value.PropertyResolver;
import io.millrace.query.answer.CsvAnswer;
import io.millrace.query.answer.JsonAnswer;
import io.millrace.query.read.ReadMeter;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The plain parts, as beans. */
@Factory
final class QueryParts {
    /** Read at once, so that a wrong setting stops the start. */
    @Context
    QuerySettings settings(PropertyResolver properties) {
        return QuerySettings.read(name -> properties.getProperty(name, String.class));
    }

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    JsonAnswer jsonAnswer() {
        return new JsonAnswer();
    }

    @Singleton
    CsvAnswer csvAnswer() {
        return new CsvAnswer();
    }

    @Singleton
    ReadMeter readMeter(MeterRegistry registry) {
        return new MicrometerReadMeter(registry);
    }
}
