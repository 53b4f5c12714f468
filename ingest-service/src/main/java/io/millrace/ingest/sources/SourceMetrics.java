package io.millrace.ingest.sources;

import io.millrace.ingest.intake.IntakeMetrics;
import io.millrace.kafka.record.SourceKey;
import java.util.OptionalLong;

/** Tells how sources do. */
public interface SourceMetrics {
    /** Tells nothing. */
    SourceMetrics NONE = new SourceMetrics() {
        @Override
        public void committed(SourceKey source, IntakeMetrics.Taken taken) {
            // Nobody is told.
        }

        @Override
        public void failed(SourceKey source) {
            // Nobody is told.
        }

        @Override
        public void lag(SourceKey source, OptionalLong records) {
            // Nobody is told.
        }
    };

    /**
     * A step is durable.
     *
     * @param taken bytes are those of events and dead letters
     */
    void committed(SourceKey source, IntakeMetrics.Taken taken);

    /** A step failed. */
    void failed(SourceKey source);

    /** Records that wait in the source's topic; empty once it is not run here. */
    void lag(SourceKey source, OptionalLong records);
}
