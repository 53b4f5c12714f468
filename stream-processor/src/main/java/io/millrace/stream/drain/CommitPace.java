package io.millrace.stream.drain;

import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * When a thread asks for a commit, which is one of all its tasks: soon while it keeps up, and the later, the further it is behind. A row that changes again before the commit is
 * written once, so whoever works off a backlog gains by waiting, and a commit makes no result more than twice as late as it was.
 *
 * <p>The freshest event since the last commit decides, so a pipeline that is far behind delays none that it shares the thread with. Not thread-safe.
 */
public final class CommitPace {
    private static final long NEVER = Long.MAX_VALUE;

    /** Nothing more seems to come when nothing came for this part of the time that the first result waits. */
    private static final int SILENCE = 4;

    private final CommitIntervals intervals;
    private final Clock clock;
    private @Nullable Cancellable alarm;
    private long firstAt = NEVER;
    private long lastAt;
    private long dueAt = NEVER;

    public CommitPace(CommitIntervals intervals, Clock clock) {
        this.intervals = intervals;
        this.clock = clock;
    }

    /**
     * Notes that a task has processed something.
     *
     * @param appendTime of the last event that it comes from, ms since the epoch
     * @param task asks for the commit
     */
    public void took(long appendTime, ProcessorContext<?, ?> task) {
        long now = clock.millis();
        if (firstAt == NEVER) {
            firstAt = now;
        }
        lastAt = now;
        long due = firstAt + intervals.waitMillis(now - appendTime);
        if (due < dueAt || dueAt <= now) {
            dueAt = Math.min(due, dueAt);
            look(task);
        }
    }

    /** Nothing is gained by waiting when nothing comes in any more. */
    private void look(ProcessorContext<?, ?> task) {
        silence();
        long now = clock.millis();
        long patience = Math.max(intervals.keepingUp().toMillis(), (now - firstAt) / SILENCE);
        long next = Math.min(dueAt, lastAt + patience);
        if (next <= now) {
            task.commit();
        } else {
            alarm = task.schedule(Duration.ofMillis(next - now), PunctuationType.WALL_CLOCK_TIME, at -> look(task));
        }
    }

    /** What was taken in so far goes out, or is gone. */
    void reset() {
        silence();
        firstAt = NEVER;
        dueAt = NEVER;
    }

    private void silence() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }
}
