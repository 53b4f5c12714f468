package io.millrace.query.service;

/** As many queries are in work and in line as there is room for. */
final class TooManyQueriesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyQueriesException(Throwable cause) {
        super("as many queries are in line as there is room for", cause);
    }
}
