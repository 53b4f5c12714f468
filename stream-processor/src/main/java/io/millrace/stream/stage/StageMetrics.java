package io.millrace.stream.stage;

import java.time.Duration;

/**
 * Takes what the stages tell of their work. They tell it when they drain, not at each event; after a crash what was not committed is told
 * again. Shared by all tasks, so thread-safe.
 */
public interface StageMetrics {
    /** For those who don't ask. */
    StageMetrics NONE = new StageMetrics() {
        @Override
        public void counted(String tenant, String pipeline, long events, long duplicates) {}

        @Override
        public void deadLetter(String tenant, String pipeline) {}

        @Override
        public void late(String tenant, String pipeline, long partials) {}

        @Override
        public void limited(String tenant, String pipeline, String rollup, long partials) {}

        @Override
        public void lag(String task, String tenant, String pipeline, Duration lag) {}

        @Override
        public void holds(String task, String tenant, String pipeline, StateSize size) {}

        @Override
        public void released(String task) {}

        @Override
        public void drained(String stage, Duration time) {}

        @Override
        public void definitionsChanged() {}
    };

    /** Live rows, and the bytes of their keys and values in the store. */
    record StateSize(long rows, long bytes) {}

    /** Events were evaluated: those that count, or were left out by {@code where}, and copies of earlier ones. */
    void counted(String tenant, String pipeline, long events, long duplicates);

    /**
     * @param pipeline empty if that can't be told
     */
    void deadLetter(String tenant, String pipeline);

    /** Partial aggregates came when the state of their window was gone. */
    void late(String tenant, String pipeline, long partials);

    /** Partial aggregates went into the group of the rest, for a window has more groups than {@code maxGroups}. */
    void limited(String tenant, String pipeline, String rollup, long partials);

    /** How far behind the append time of a pipeline's events a task is; nothing once it has read all there was. */
    void lag(String task, String tenant, String pipeline, Duration lag);

    /** What a task holds of a pipeline now. */
    void holds(String task, String tenant, String pipeline, StateSize size);

    /** A task is here no more, and nothing of what it held or lagged behind. */
    void released(String task);

    /** A stage handed on what it held. */
    void drained(String stage, Duration time);

    /** Some pipeline may be no more. */
    void definitionsChanged();
}
