package io.millrace.cli.output;

/** Whether a person looks on. */
public final class Terminal {
    /** Takes away what was drawn of the line. */
    static final String CLEAR_LINE = "\r\u001b[2K";

    private Terminal() {}

    /** Whether a line can be drawn over itself. */
    @SuppressWarnings("SystemConsoleNull") // Millrace runs on Java 17 only, where a redirected process has no console.
    public static boolean isInteractive() {
        return System.console() != null;
    }

    /** A text as a line of its own, over what a progress bar drew of it. */
    public static String freshLine(String text) {
        return isInteractive() ? CLEAR_LINE + text : text;
    }
}
