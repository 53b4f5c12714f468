package io.millrace.writer.service;

/** What the writer is doing. */
enum Lifecycle {
    /** It waits for what it needs. */
    STARTING,
    /** Its sinks run. */
    RUNNING,
    /** It writes what it holds, and ends. */
    STOPPING,
    STOPPED;

    boolean mayBecome(Lifecycle next) {
        return next.compareTo(this) > 0;
    }
}
