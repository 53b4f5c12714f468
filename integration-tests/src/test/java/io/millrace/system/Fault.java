package io.millrace.system;

import io.millrace.embedded.Component;
import io.millrace.embedded.Platform;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Something that happens to a process. */
record Fault(Kind kind, Platform platform, Component component, String where) implements Runnable {
    /** Longer than a member of a group or a transaction may be silent: who wakes up after it is fenced. */
    private static final Duration PAUSE = Duration.ofSeconds(14);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

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
                case KILL -> {
                    pid();
                    platform.kill(component);
                }
                case RESTART -> {
                    platform.stop(component);
                    platform.start(component);
                }
                case PAUSE -> pause();
            }
        } catch (Exception failure) {
            throw new IllegalStateException("no " + this, failure);
        }
    }

    private void pause() throws Exception {
        long pid = pid();
        signal("-STOP", pid);
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } finally {
            signal("-CONT", pid);
        }
    }

    /** Waits for it: it may just be being started again, after a fault before. */
    private long pid() throws Exception {
        return Client.await(victim() + " runs", PATIENCE, () -> platform.pid(component), OptionalLong::isPresent)
                .orElseThrow();
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
