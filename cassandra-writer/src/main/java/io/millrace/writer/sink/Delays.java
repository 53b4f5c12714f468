package io.millrace.writer.sink;

import java.time.Duration;

/** Runs something later, in a thread where it may block for a moment. */
public interface Delays {
    void after(Duration delay, Runnable task);
}
