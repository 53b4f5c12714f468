package io.millrace.writer.service;

import java.util.List;

/** The service can't start with these settings; every problem is named. */
final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSettingsException(List<String> problems) {
        super("the settings can't be used: " + String.join("; ", problems));
    }
}
