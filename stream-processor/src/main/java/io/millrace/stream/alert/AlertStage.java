package io.millrace.stream.alert;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;

/** What alerts ask of the stage that holds the rows. */
public interface AlertStage {
    /** How far a pipeline came. */
    TimeReading timeOf(ActivePipeline pipeline);

    /**
     * Whether what is not in the definitions known here is no more.
     */
    boolean knowsAllDefinitions();

    /** The row of a window as it was last written; one without events if there is none. */
    RollupState row(byte[] partialKey, long windowStart, RollupPlan plan);

    /** A number greater than all before. */
    long nextRevision();

    /** Sends a record of the topic of alerts. */
    void send(byte[] key, byte[] value);
}
