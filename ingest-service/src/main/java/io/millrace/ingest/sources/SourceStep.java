package io.millrace.ingest.sources;

import io.millrace.kafka.record.SourceProgressRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * What a step came to.
 *
 * @param commit what is to be written, if anything is
 * @param again when there may be more to do
 */
public record SourceStep(Optional<Commit> commit, Instant again) {
    /** Events and dead letters, and the progress behind them. */
    public record Commit(SourceBatch batch, SourceProgressRecord progress) {}

    /** There was nothing to do. */
    public static SourceStep nothing(Instant again) {
        return new SourceStep(Optional.empty(), again);
    }

    public static SourceStep of(SourceBatch batch, SourceProgressRecord progress, Instant again) {
        return new SourceStep(Optional.of(new Commit(batch, progress)), again);
    }
}
