package io.millrace.embedded.process;

import java.io.IOException;
import java.time.Duration;

/** What a supervisor has to know of a child. */
public interface Child {
    /** Unique among the children of a supervisor; the name of its log, pid file and folder. */
    String name();

    /** Writes what the process needs to find. Called before each start, while no process of this child runs. */
    default void prepare() throws IOException, InterruptedException {}

    JavaCommand command();

    /** Asks the process whether it can do its work now. False for any kind of not yet; answers within a few seconds. */
    boolean isReady() throws InterruptedException;

    /** How long it may take to end by itself before it is killed. */
    default Duration stopGrace() {
        return Duration.ofSeconds(15);
    }
}
