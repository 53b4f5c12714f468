package io.millrace.system;

import io.millrace.embedded.Component;
import io.millrace.embedded.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Something that happens to a process. */
record Fault(Kind kind, Platform platform, Component component, String where) implements Runnable {
    /** Longer than a member of a group or a transaction may be silent: who wakes up after it is fenced. */
    private static final Duration PAUSE = Duration.ofSeconds(14);

    enum Kind {
        /** SIGKILL; its supervisor starts it again. */
        KILL,
        /** SIGTERM, and started again when it has ended. */
        RESTART,
        /** SIGSTOP, and SIGCONT when others have its place. */
        PAUSE
    }

    /** The process that it happens to. */
    String victim() {
        return component.title() + " " + where;
    }

    /** Returns when it is over; the process may not be ready again yet. */
    @Override
    public void run() {
        try {
            switch (kind) {
                case KILL -> platform.kill(component);
                case RESTART -> {
                    platform.stop(component);
                    platform.start(component);
                }
                case PAUSE -> pause();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during " + this, interrupted);
        }
    }

    private void pause() throws IOException, InterruptedException {
        OptionalLong pid = platform.pid(component);
        if (pid.isEmpty()) {
            return; // It is being started again after a fault before: nothing to pause.
        }
        signal("-STOP", pid.getAsLong());
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } finally {
            signal("-CONT", pid.getAsLong());
        }
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", signal, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill " + signal + " " + pid + " ended with " + exit);
        }
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + victim();
    }
}
