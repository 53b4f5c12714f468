package io.millrace.ingest.sources;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.SourceProgressRecord;
import java.io.IOException;
import java.time.Instant;

/**
 * A source, going on from what its progress says. What it keeps in memory only saves time: it may be closed after any step, and another go on from the
 * progress that was committed last. One thread at a time.
 */
public interface Source extends AutoCloseable {
    /**
     * Does a little: what comes of it counts once it is committed. If it is not, the same progress comes again, or another source has it.
     *
     * @throws IOException if it can't go on now; it is tried again after a pause
     * @throws RuntimeException the same
     */
    SourceStep step(Situation situation) throws IOException, InterruptedException;

    /**
     * What a step goes by.
     *
     * @param asked whether somebody asked for it, whether or not it is due
     */
    record Situation(ActivePipeline pipeline, SourceProgressRecord progress, Instant now, boolean asked) {}

    @Override
    void close();
}
