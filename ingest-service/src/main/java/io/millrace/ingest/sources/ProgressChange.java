package io.millrace.ingest.sources;

import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.kafka.record.SourceProgressRecord.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** From one progress to the next. Not thread-safe. */
public final class ProgressChange {
    /** So many runs are kept here; each that ended is a record of its own, too. */
    static final int MOST_RUNS = 10;

    private static final int MOST_ERROR = 500;

    private final Instant now;
    private final List<Run> runs;
    private final String place;
    private Map<String, String> position;
    private long accepted;
    private long rejected;
    private int failures;
    private Optional<String> error;
    private Optional<Instant> nextAt;
    private OptionalLong lag;

    /** Nothing changes but what is said; whatever failed before is over. */
    public ProgressChange(SourceProgressRecord from, Instant now) {
        this.now = now;
        place = from.place();
        position = from.position();
        accepted = from.accepted();
        rejected = from.rejected();
        failures = 0;
        error = Optional.empty();
        nextAt = Optional.empty();
        lag = from.lag();
        runs = new ArrayList<>(from.runs());
    }

    /** Before the first step. */
    public static SourceProgressRecord none(String place, Instant now) {
        return new SourceProgressRecord(
                place, Map.of(), 0, 0, 0, Optional.empty(), Optional.empty(), OptionalLong.empty(), now, List.of());
    }

    /** The step failed, as others before it may have: it is tried again after a pause. */
    public ProgressChange fail(SourceProgressRecord from, String reason, Duration pause) {
        failures = from.failures() + 1;
        error = Optional.of(cut(reason));
        nextAt = Optional.of(now.plus(pause));
        return this;
    }

    private static String cut(String text) {
        return text.length() > MOST_ERROR ? text.substring(0, MOST_ERROR) + "…" : text;
    }

    /** Where to go on. */
    public ProgressChange position(Map<String, String> newPosition) {
        position = newPosition;
        return this;
    }

    public ProgressChange beginRun(String subject) {
        long number = runs.isEmpty() ? 1 : runs.get(0).number() + 1;
        runs.add(0, new Run(number, subject, now, Optional.empty(), 0, 0, Optional.empty()));
        // More than one where more were kept before.
        while (runs.size() > MOST_RUNS) {
            runs.remove(MOST_RUNS);
        }
        return this;
    }

    /** Counts what a batch holds, in the run too if one goes on. */
    public ProgressChange count(SourceBatch batch) {
        accepted += batch.accepted();
        rejected += batch.rejected();
        if (isRunning()) {
            Run run = runs.get(0);
            runs.set(
                    0,
                    new Run(
                            run.number(),
                            run.subject(),
                            run.startedAt(),
                            Optional.empty(),
                            run.accepted() + batch.accepted(),
                            run.rejected() + batch.rejected(),
                            Optional.empty()));
        }
        return this;
    }

    private boolean isRunning() {
        return !runs.isEmpty() && runs.get(0).endedAt().isEmpty();
    }

    /**
     * Ends the run that goes on.
     *
     * @param reason why it did not come to its end, if so
     */
    public ProgressChange endRun(Optional<String> reason, Instant at) {
        if (isRunning()) {
            Run run = runs.get(0);
            runs.set(
                    0,
                    new Run(
                            run.number(),
                            run.subject(),
                            run.startedAt(),
                            Optional.of(at),
                            run.accepted(),
                            run.rejected(),
                            reason.map(ProgressChange::cut)));
        }
        return this;
    }

    public ProgressChange nextAt(Instant at) {
        nextAt = Optional.of(at);
        return this;
    }

    public ProgressChange lag(long records) {
        lag = OptionalLong.of(records);
        return this;
    }

    /** The number of the run that goes on, or was last; 0 before the first. */
    public long runNumber() {
        return runs.isEmpty() ? 0 : runs.get(0).number();
    }

    public SourceProgressRecord done() {
        return new SourceProgressRecord(place, position, accepted, rejected, failures, error, nextAt, lag, now, runs);
    }
}
