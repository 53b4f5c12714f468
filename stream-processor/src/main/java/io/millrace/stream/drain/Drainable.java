package io.millrace.stream.drain;

/** What a processor holds in memory between two commits. */
public interface Drainable {
    /** Sends everything on and writes it to the stores; it belongs to the transaction that is about to commit. */
    void drain();

    /** Forgets everything: its transaction was aborted, and the same input will come again. */
    void discard();
}
