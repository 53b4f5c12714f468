package io.millrace.cli.command;

import io.millrace.cli.api.FileIngest;
import io.millrace.cli.output.Terminal;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says why and for how long, then waits. */
final class ToldPause implements FileIngest.Pause {
    private final PrintWriter err;

    ToldPause(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void before(FileIngest.Retry retry) throws InterruptedException {
        err.println(Terminal.freshLine(String.format(
                Locale.ROOT,
                "  %s: sent again in %d s (try %d of %d)",
                retry.reason(),
                retry.pause().toSeconds(),
                retry.number(),
                retry.most())));
        err.flush();
        TimeUnit.MILLISECONDS.sleep(retry.pause().toMillis());
    }
}
