package io.millrace.shell.life;

/** The service is to stop before it has what it needs. */
public final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;
}
