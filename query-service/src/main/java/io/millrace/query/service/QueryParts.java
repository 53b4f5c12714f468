package io.millrace.query.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.millrace.query.answer.CsvAnswer;
import io.millrace.query.answer.JsonAnswer;
import io.millrace.query.read.ReadMeter;
import io.millrace.shell.settings.SettingsReader;
import jakarta.inject.Singleton;

/** The plain parts, as beans. */
@Factory
final class QueryParts {
    /** Read at once, so that a wrong setting stops the start. */
    @Context
    QuerySettings settings(SettingsReader reader) {
        return QuerySettings.read(reader);
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
