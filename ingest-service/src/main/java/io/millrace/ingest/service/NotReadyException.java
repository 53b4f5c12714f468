package io.millrace.ingest.service;

/** Asked too early: what the service needs is not there yet. */
public final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReadyException(String obstacle) {
        super(obstacle);
    }
}
