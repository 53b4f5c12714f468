package io.millrace.batch.compute;

/** What became of the archived events that were read. Mutable, not thread-safe. */
public final class EventTally {
    private long read;
    private long copies;
    private long unusable;
    private long leftOut;

    void countRead() {
        read++;
    }

    void countCopy() {
        copies++;
    }

    void countUnusable() {
        unusable++;
    }

    void countLeftOut(int rollups) {
        leftOut += rollups;
    }

    /** All, copies and unusable ones too. */
    public long read() {
        return read;
    }

    public long copies() {
        return copies;
    }

    /** Those that the version can't evaluate that they were accepted under: the stream made dead letters of them. */
    public long unusable() {
        return unusable;
    }

    /** How often a target left out an event, since what the target means can't be computed of it. */
    public long leftOut() {
        return leftOut;
    }
}
