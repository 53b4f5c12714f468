package io.millrace.system;

import io.millrace.embedded.process.SupervisorListener;
import java.time.Duration;

/** So that the log of a failed run says what was killed and when it was back. */
final class ToStandardError implements SupervisorListener {
    @Override
    public void ready(String name, Duration took) {
        System.err.println(name + " ready after " + took.toMillis() + " ms");
    }

    @Override
    public void died(String name, String how, Duration restartIn) {
        System.err.println(name + " " + how + ", starting again in " + restartIn.toMillis() + " ms");
    }
}
