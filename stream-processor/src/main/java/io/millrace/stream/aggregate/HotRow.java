package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;

/** What is held in memory of a group: a window of it, or all its live sessions. Mutable, not thread-safe. */
abstract class HotRow {
    private PipelineTime time;
    private long knownAt;
    private boolean changed;
    private long countedBytes;

    HotRow(PipelineTime time) {
        this.time = time;
    }

    /** Heap taken, roughly. */
    abstract long bytes();

    /**
     * Takes in a partial aggregate, from behind its header to its end. What has closed must have been drained.
     *
     * @return how many of its events came too late for the state they belonged to
     */
    abstract long merge(ByteReader in);

    /** Whether what closed since the last drain must go out as it is, before anything else is merged. */
    abstract boolean hasClosedUndrained();

    /** Sends on what changed since the last drain. */
    abstract void drainTo(RowOutput output);

    /** Of the pipeline that it belongs to. */
    PipelineTime time() {
        return time;
    }

    /** Offset of the definitions at which the rollup was last seen to exist. */
    long knownAt() {
        return knownAt;
    }

    /** The rollup was seen to exist. */
    void setKnown(long offset, PipelineTime itsTime) {
        knownAt = offset;
        time = itsTime;
    }

    /** Marks it as changed since the last drain. Says whether it was not yet. */
    boolean change() {
        boolean first = !changed;
        changed = true;
        return first;
    }

    boolean isChanged() {
        return changed;
    }

    void drained() {
        changed = false;
    }

    /** By how many bytes it has grown since this was last asked. */
    long growth() {
        long now = bytes();
        long growth = now - countedBytes;
        countedBytes = now;
        return growth;
    }

    /** All its bytes are to be counted anew. */
    void resetGrowth() {
        countedBytes = 0;
    }
}
