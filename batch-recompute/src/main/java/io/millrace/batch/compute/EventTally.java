package io.millrace.batch.compute;

/** What became of the archived events that were read. Mutable, not thread-safe. */
public final class EventTally {
    private long read;
    private long copies;
    private long unusable;

    void countRead() {
        read++;
    }

    void countCopy() {
        copies++;
    }

    void countUnusable() {
        unusable++;
    }

    /** All, copies and unusable ones too. */
    public long read() {
        return read;
    }

    public long copies() {
        return copies;
    }

    /** Those that can't be evaluated: the stream made dead letters of them. */
    public long unusable() {
        return unusable;
    }
}
