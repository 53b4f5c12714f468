package io.millrace.batch.run;

import io.millrace.cassandra.Run;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a run tells of itself, kept in the table of runs and shown to whoever started it. Thread-safe. */
public final class Diary {
    private static final int MOST_DIFFERENCES = 20;

    private final RunLog log;
    private final Supplier<Engine.Standing> standing;
    private final Clock clock;
    private final Consumer<Run> watcher;
    private Run run;

    /**
     * Begins a run.
     *
     * @param id a time-based UUID
     * @param rollups that it is about
     * @param watcher is told of each change
     */
    public Diary(
            RunLog log,
            Supplier<Engine.Standing> standing,
            Clock clock,
            Consumer<Run> watcher,
            UUID id,
            Run.Kind kind,
            Request request,
            List<String> rollups) {
        this.log = log;
        this.standing = standing;
        this.clock = clock;
        this.watcher = watcher;
        Instant now = now();
        run = new Run(
                request.tenant(),
                id,
                kind,
                request.pipeline(),
                rollups,
                request.from(),
                request.until(),
                request.who(),
                Run.State.WAITING,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                "begins",
                List.of(),
                now,
                now,
                Optional.empty());
        log.put(run);
    }

    /** Cassandra keeps milliseconds. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    public synchronized Run run() {
        return run;
    }

    public UUID id() {
        return run().id();
    }

    void wait(String message) {
        tell(Run.State.WAITING, message, run().generations());
    }

    void compute(String message) {
        tell(Run.State.COMPUTING, message, run().generations());
    }

    /** All of its rows are there, and nothing is missing but to publish them. Returns when that is kept. */
    void written() {
        tell(Run.State.WRITTEN, "publishes", run().generations());
    }

    /** What was written is taken back. */
    void takenBack() {
        tell(Run.State.COMPUTING, "takes back what it wrote", run().generations());
    }

    void write(List<Integer> generations) {
        tell(run().state(), run().message(), generations);
    }

    /**
     * What was compared so far.
     *
     * @param differences a JSON object each; only some are kept
     */
    synchronized void found(long equal, long wrong, List<String> differences) {
        List<String> some = differences.subList(0, Math.min(MOST_DIFFERENCES, differences.size()));
        put(of(run.state(), run.message(), run.generations(), equal, wrong, some, Optional.empty()));
    }

    /** The last that it says of itself. One that fails while it publishes stays as it is, for the next run to publish the rest. */
    public synchronized void end(Run.State state, String message) {
        if (state == Run.State.FAILED && run.state() == Run.State.WRITTEN) {
            tell(Run.State.WRITTEN, message, run.generations());
            return;
        }
        put(of(state, message, run.generations(), run.equal(), run.wrong(), run.differences(), Optional.of(now())));
    }

    /** Says that it is alive, and how far. To be called each second. */
    public synchronized void beat() {
        if (!run.state().isEnd()) {
            tell(run.state(), run.message(), run.generations());
        }
    }

    private synchronized void tell(Run.State state, String message, List<Integer> generations) {
        put(of(state, message, generations, run.equal(), run.wrong(), run.differences(), Optional.empty()));
    }

    private synchronized void put(Run next) {
        run = next;
        log.put(next);
        watcher.accept(next);
    }

    private synchronized Run of(
            Run.State state,
            String message,
            List<Integer> generations,
            long equal,
            long wrong,
            List<String> differences,
            Optional<Instant> ended) {
        Engine.Standing reached = standing.get();
        return new Run(
                run.tenant(),
                run.id(),
                run.kind(),
                run.pipeline(),
                run.rollups(),
                run.from(),
                run.until(),
                run.who(),
                state,
                state.isEnd() && state != Run.State.FAILED ? 100 : reached.percent(),
                reached.events(),
                reached.rows(),
                equal,
                wrong,
                generations,
                message,
                differences,
                run.started(),
                now(),
                ended);
    }
}
