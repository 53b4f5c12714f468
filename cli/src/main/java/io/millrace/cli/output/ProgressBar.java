package io.millrace.cli.output;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * One line that shows how far something is, drawn over itself on a terminal and only now and then where there is none (a log). Not
 * thread-safe.
 */
public final class ProgressBar {
    private static final int CELLS = 28;

    private final PrintStream out;
    private final boolean terminal;
    private final String label;
    private final long total;
    private final long startNanos;
    private long drawnNanos;

    /**
     * @param terminal whether {@code out} can draw over itself
     * @param total bytes, or 0 if not known
     */
    public ProgressBar(PrintStream out, boolean terminal, String label, long total) {
        this.out = out;
        this.terminal = terminal;
        this.label = label;
        this.total = total;
        startNanos = System.nanoTime();
        drawnNanos = startNanos;
    }

    /** Draws, if it was not just drawn. */
    public void update(long done) {
        long now = System.nanoTime();
        long pause = terminal ? 100_000_000L : 5_000_000_000L;
        if (now - drawnNanos >= pause) {
            drawnNanos = now;
            draw(done, "");
        }
    }

    /** Draws a last time and ends the line. */
    public void finish(long done, String summary) {
        draw(done, summary);
        if (terminal) {
            out.println();
        }
    }

    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private void draw(long done, String suffix) {
        double seconds = Math.max(1e-3, elapsed().toNanos() / 1e9);
        String rate = megabytes((long) (done / seconds)) + "/s";
        String text;
        if (total > 0) {
            int percent = (int) Math.min(100, done * 100 / total);
            int filled = percent * CELLS / 100;
            long left = done == 0 ? 0 : (long) (seconds * (total - done) / done);
            String bar = "█".repeat(filled) + "░".repeat(CELLS - filled);
            text = String.format(
                    Locale.ROOT,
                    "  %s %s %3d%%  %s of %s  %s%s",
                    label,
                    bar,
                    percent,
                    megabytes(done),
                    megabytes(total),
                    rate,
                    suffix.isEmpty() && done < total ? "  " + left + " s left" : "");
        } else {
            text = String.format(Locale.ROOT, "  %s %s  %s", label, megabytes(done), rate);
        }
        String line = text + (suffix.isEmpty() ? "" : "  " + suffix);
        if (terminal) {
            out.print(Terminal.CLEAR_LINE + line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    private static String megabytes(long bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.0f KB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1048576.0);
    }
}
