package io.millrace.batch.run;

import java.time.Duration;

/** Lets time go by. */
public interface Pause {
    void of(Duration time) throws InterruptedException;
}
