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

    /** Of a pipeline's windows that end after it, ms since the epoch, all rows that were written are there. */
    long wholeAfter(ActivePipeline pipeline);

    /** Shows the rows of a group that start from {@code first} to {@code last} as they were last written, in order; parts are left out. */
    void rows(byte[] partialKey, long first, long last, RollupPlan plan, RowVisitor visitor);

    /** Takes a row; the state is its own. */
    interface RowVisitor {
        void visit(long start, RollupState state);
    }

    /** A number greater than all before. */
    long nextRevision();

    /** Sends a record of the topic of alerts. */
    void send(byte[] key, byte[] value);
}
