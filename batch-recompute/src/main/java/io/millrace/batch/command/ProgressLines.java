package io.millrace.batch.command;

import io.millrace.cassandra.Run;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows how far a run is: one line drawn over itself on a terminal, else a line now and then. Thread-safe. */
final class ProgressLines implements Consumer<Run> {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final boolean terminal;
    private String lastMessage = "";
    private Instant shown = Instant.MIN;
    private Instant computingSince = Instant.MIN;

    /**
     * @param terminal whether a line can be drawn over itself
     */
    ProgressLines(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public synchronized void accept(Run run) {
        if (run.state().isEnd()) {
            clear();
            return;
        }
        if (run.state() == Run.State.COMPUTING && computingSince.equals(Instant.MIN)) {
            computingSince = run.heartbeat();
        }
        boolean changed = !run.message().equals(lastMessage);
        boolean due = run.heartbeat().isAfter(shown.plus(BETWEEN_LINES));
        if (terminal || changed || due) {
            shown = run.heartbeat();
            lastMessage = run.message();
            draw(text(run));
        }
    }

    private String text(Run run) {
        StringBuilder text = new StringBuilder("  ").append(run.message());
        if (run.state() == Run.State.COMPUTING) {
            double seconds = Math.max(
                    1, Duration.between(computingSince, run.heartbeat()).toMillis() / 1_000.0);
            text.append(String.format(
                    Locale.ROOT, "  %d%%  %,d events  %,.0f/s", run.percent(), run.events(), run.events() / seconds));
            if (run.rows() > 0) {
                text.append(String.format(Locale.ROOT, "  %,d rows", run.rows()));
            }
            if (run.percent() > 0 && run.percent() < 100) {
                text.append(String.format(
                        Locale.ROOT, "  about %,.0f s left", seconds * (100 - run.percent()) / run.percent()));
            }
        }
        return text.toString();
    }

    private void draw(String text) {
        if (terminal) {
            out.print("\r\u001b[2K" + text);
            out.flush();
        } else {
            out.println(text);
        }
    }

    private void clear() {
        if (terminal) {
            out.print("\r\u001b[2K");
            out.flush();
        }
    }
}
