package io.millrace.stream.service;

/** What the service is doing. */
enum Lifecycle {
    /** It waits for what it needs. */
    STARTING,
    /** Kafka Streams was started, and has not had its share of the work yet. */
    JOINING,
    /** It works. */
    RUNNING,
    /** It was told to stop. */
    STOPPING,
    /** All is closed. */
    STOPPED;

    boolean mayBecome(Lifecycle next) {
        return next.compareTo(this) > 0;
    }
}
