package io.millrace.shell.settings;

import java.util.List;

/** The service can't start with these settings; every problem is named. Has no stack trace: whoever reads it wants to set something right. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidSettingsException(List<String> problems) {
        super("the settings can't be used:\n- " + String.join("\n- ", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
