package io.millrace.query.service;

/** The service can't answer yet; soon it will. */
final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReadyException(String message) {
        super(message);
    }
}
