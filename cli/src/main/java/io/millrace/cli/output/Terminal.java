package io.millrace.cli.output;

/** Whether a person looks on. */
public final class Terminal {
    private Terminal() {}

    /** Whether a line can be drawn over itself. */
    @SuppressWarnings("SystemConsoleNull") // Millrace runs on Java 17 only, where a redirected process has no console.
    public static boolean isInteractive() {
        return System.console() != null;
    }
}
