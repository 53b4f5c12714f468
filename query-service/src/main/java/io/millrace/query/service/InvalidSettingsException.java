package io.millrace.query.service;

import java.util.List;

/** Settings that the service can't run with, every one of them named. */
final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSettingsException(List<String> problems) {
        super("the query-service can't start with these settings:\n  " + String.join("\n  ", problems));
    }
}
