package io.millrace.embedded.process;

import java.time.Duration;

/** Is told of progress, from several threads. Each method returns at once and throws nothing. */
public interface SupervisorListener {
    SupervisorListener SILENT = new SupervisorListener() {};

    /** A child that an earlier supervisor left behind is being stopped. */
    default void stale(String name, long pid) {}

    default void started(String name, long pid) {}

    /** @param took since its process was started */
    default void ready(String name, Duration took) {}

    /** It ended by itself, or was killed; it is started again after {@code restartIn}. {@code how} is for people. */
    default void died(String name, String how, Duration restartIn) {}

    default void stopped(String name) {}
}
