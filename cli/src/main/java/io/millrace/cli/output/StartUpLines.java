package io.millrace.cli.output;

import io.millrace.embedded.process.SupervisorListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** A line for each thing that happens to a child process. Thread-safe. */
public final class StartUpLines implements SupervisorListener {
    private final PrintWriter out;

    public StartUpLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void stale(String name, long pid) {
        line("↺", name, "left behind by an earlier run (pid " + pid + "), stopping it");
    }

    @Override
    public void ready(String name, Duration took) {
        line("✓", name, String.format(Locale.ROOT, "ready after %.1f s", took.toMillis() / 1000.0));
    }

    @Override
    public void died(String name, String how, Duration restartIn) {
        line("✗", name, how + "; starting it again in " + restartIn.toMillis() + " ms");
    }

    @Override
    public void stopped(String name) {
        line("·", name, "stopped");
    }

    private void line(String mark, String name, String text) {
        out.printf("  %s %-17s %s%n", mark, name, text);
        out.flush();
    }
}
