package io.millrace.cassandra;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One execution of a recompute, a comparison or what else works on stored history.
 *
 * @param id a time-based UUID
 * @param from least window start that it is about
 * @param until window starts are before it
 * @param who started it
 * @param percent of its work, 0 to 100
 * @param events archived events read so far
 * @param rows written so far
 * @param equal rows compared that were equal bit for bit
 * @param wrong rows compared that were not
 * @param generations that it wrote
 * @param message what it does now, or how it ended
 * @param differences some of those found, a JSON object each
 * @param heartbeat when it last told of itself
 * @param ended empty = not yet, as far as it could tell
 */
public record Run(
        String tenant,
        UUID id,
        Kind kind,
        String pipeline,
        List<String> rollups,
        Instant from,
        Instant until,
        String who,
        State state,
        int percent,
        long events,
        long rows,
        long equal,
        long wrong,
        List<Integer> generations,
        String message,
        List<String> differences,
        Instant started,
        Instant heartbeat,
        Optional<Instant> ended) {
    /** A run that was not heard of for longer is dead: it was killed, or can't reach Cassandra. */
    public static final Duration SILENCE = Duration.ofSeconds(60);

    public Run {
        rollups = List.copyOf(rollups);
        generations = List.copyOf(generations);
        differences = List.copyOf(differences);
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("not a part of a hundred: " + percent);
        }
    }

    /** What it is to do. */
    public enum Kind {
        /** Computes rows again and publishes them. */
        RECOMPUTE,
        /** Likewise, and publishes nothing. */
        SHADOW,
        /** Says what a recompute would change, and writes nothing. */
        DRY_RUN,
        /** Compares what is served with what the archive says. */
        RECONCILE,
        /** Brings the parts of windows together. */
        COMPACT,
        /** Takes back what was published last. */
        ROLLBACK;

        /** As people and JSON have it: {@code dry-run}. */
        public String text() {
            return RunTexts.text(this);
        }

        public static Optional<Kind> of(String text) {
            return RunTexts.of(text, values());
        }
    }

    /** Where it stands. */
    public enum State {
        /** For what must come first: the cuts, the archive. */
        WAITING,
        /** It reads, computes, writes or compares. */
        COMPUTING,
        /** All of its rows are written, and readers are about to see them: if it is killed now, the next run of the pipeline publishes what is left. */
        WRITTEN,
        /** Ended: readers see what it computed, or no more what it took back. */
        PUBLISHED,
        /** Ended as asked, without a change to what readers see; what it compared was equal. */
        DONE,
        /** Ended by an error; readers see nothing of it. */
        FAILED,
        /** Ended: some of what is served is wrong. */
        WRONG,
        /** Was killed, or can't reach Cassandra. No run says this of itself: {@link Run#stateAt} tells it. */
        DEAD;

        public boolean isEnd() {
            return this != WAITING && this != COMPUTING && this != WRITTEN;
        }

        public String text() {
            return RunTexts.text(this);
        }

        public static Optional<State> of(String text) {
            return RunTexts.of(text, values());
        }
    }

    /** Whether it is at work, as far as one can tell at some moment. */
    public boolean isAlive(Instant now) {
        return !stateAt(now).isEnd();
    }

    /** Where it stands, as far as one can tell at some moment: what it said last, or that it is dead. */
    public State stateAt(Instant now) {
        boolean silent = !heartbeat.plus(SILENCE).isAfter(now);
        return silent && !state.isEnd() ? State.DEAD : state;
    }

    /** The same, ended by an error. */
    public Run failed(String why, Instant now) {
        return ended(State.FAILED, percent, why, now);
    }

    /** The same, ended by another run, which published what was left. */
    public Run published(String how, Instant now) {
        return ended(State.PUBLISHED, 100, how, now);
    }

    private Run ended(State end, int reached, String why, Instant now) {
        return new Run(
                tenant,
                id,
                kind,
                pipeline,
                rollups,
                from,
                until,
                who,
                end,
                reached,
                events,
                rows,
                equal,
                wrong,
                generations,
                why,
                differences,
                started,
                heartbeat,
                Optional.of(now));
    }

    /** Between the names of constants and what people read. */
    private static final class RunTexts {
        private RunTexts() {}

        static String text(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static <E extends Enum<E>> Optional<E> of(String text, E[] constants) {
            return List.of(constants).stream()
                    .filter(constant -> text(constant).equals(text))
                    .findFirst();
        }
    }
}
