package io.millrace.batch.run;

import io.millrace.cassandra.Run;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.State;
import io.millrace.cassandra.TimelineTable.Timeline;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The life of recomputed generations: begun, published, and withdrawn with all that is left of them. */
final class Generations {
    /** Longer than readers keep a timeline, and a question takes: what they read still must not go before. */
    static final Duration READ_STILL = Duration.ofSeconds(5);

    /** No run writes rows for longer than that after it began. */
    private static final Duration LONGEST_RUN = Duration.ofDays(7);

    private final World world;
    private final Facts facts;

    Generations(World world, Facts facts) {
        this.world = world;
        this.facts = facts;
    }

    /**
     * Takes the next number for windows that nobody else is computing.
     *
     * @throws RefusedException if somebody is
     */
    Entry begin(Assignment assignment, UUID run) {
        TimelineTable.Key key = facts.key(assignment.rollup());
        RollupPlan plan = facts.plan(assignment.rollup(), assignment.version());
        return TimelineChange.make(world.timelines(), key, timeline -> {
                    timeline.entries().stream()
                            .filter(entry -> entry.state() == State.COMPUTING
                                    && overlap(entry.layer().serves(), assignment.starts()))
                            .findFirst()
                            .ifPresent(entry -> refuse(key, entry));
                    Layer layer = new Layer(
                            assignment.rollup(),
                            timeline.nextGeneration(facts.pipeline().record().firstRecomputed()),
                            assignment.version(),
                            RollupLayout.defaultFor(plan.windows()),
                            assignment.starts());
                    return List.of(new Entry(layer, State.COMPUTING, 0, run, now(), assignment.lookupsAsOf()));
                })
                .get(0);
    }

    private Instant now() {
        return Instant.ofEpochMilli(world.clock().millis());
    }

    private static boolean overlap(TimeInterval one, TimeInterval other) {
        return !one.since(other.from()).before(other.until()).isEmpty();
    }

    private void refuse(TimelineTable.Key key, Entry entry) {
        Optional<Run> other = world.runs().find(key.tenant(), entry.run());
        throw new RefusedException(
                "Run " + entry.run() + other.map(run -> " of " + run.who()).orElse("") + " computes "
                        + key.pipeline() + "/" + key.rollup() + " from "
                        + Instant.ofEpochMilli(entry.layer().serves().from()) + " to "
                        + Instant.ofEpochMilli(entry.layer().serves().until())
                        + other.map(run -> " and was heard of at " + run.heartbeat())
                                .orElse("") + ".",
                "Wait until it has ended, or choose windows that it does not compute. If it was killed, it counts as dead "
                        + Run.SILENCE.toSeconds() + " s after it was last heard of; run the same again then.");
    }

    /**
     * Lets readers see a generation.
     *
     * @throws RefusedException if it was taken for dead meanwhile
     */
    void publish(Entry begun) {
        TimelineChange.make(world.timelines(), facts.key(begun.layer().rollup()), timeline -> {
            if (wasPublished(begun, timeline)) {
                return List.of();
            }
            Entry mine = stillMine(begun, timeline)
                    .orElseThrow(() -> new RefusedException(
                            "Another run took generation " + begun.layer().generation() + " of "
                                    + begun.layer().rollup() + " for dead, since this one was not heard of for "
                                    + Run.SILENCE.toSeconds() + " s. It was not published.",
                            "Run the same again, from a machine that reaches Cassandra all the time."));
            long top = timeline.entries().stream()
                    .mapToLong(Entry::published)
                    .max()
                    .orElse(0);
            return List.of(mine.as(State.PUBLISHED, top + 1));
        });
    }

    /** Whether readers see a generation, or saw it. */
    boolean wasPublished(Entry begun) {
        return wasPublished(
                begun, world.timelines().read(facts.key(begun.layer().rollup())));
    }

    private static boolean wasPublished(Entry begun, Timeline timeline) {
        return timeline.entries().stream()
                .anyMatch(entry -> entry.layer().equals(begun.layer())
                        && entry.run().equals(begun.run())
                        && entry.published() > 0);
    }

    private static Optional<Entry> stillMine(Entry begun, Timeline timeline) {
        return timeline.entries().stream()
                .filter(entry -> entry.layer().equals(begun.layer())
                        && entry.run().equals(begun.run())
                        && entry.state() == State.COMPUTING)
                .findFirst();
    }

    /** Takes back what was begun and not published, if that is so still. */
    void abandon(Entry begun) {
        TimelineTable.Key key = facts.key(begun.layer().rollup());
        List<Entry> withdrawn = TimelineChange.make(
                world.timelines(),
                key,
                timeline -> stillMine(begun, timeline).map(entry -> entry.as(State.WITHDRAWN, 0)).stream()
                        .toList());
        withdrawn.forEach(entry -> forget(key, entry));
    }

    /** Withdraws the layer on top. */
    Entry withdrawTop(String rollup) {
        TimelineTable.Key key = facts.key(rollup);
        return TimelineChange.make(world.timelines(), key, timeline -> {
                    Entry top = timeline.entries().stream()
                            .filter(entry -> entry.state() == State.PUBLISHED)
                            .max(Comparator.comparingLong(Entry::published))
                            .orElseThrow(() -> new RefusedException(
                                    "Nothing that was recomputed serves " + key.pipeline() + "/" + rollup + ".",
                                    "There is nothing to take back: the generations of the definition serve."));
                    return List.of(top.as(State.WITHDRAWN, top.published()));
                })
                .get(0);
    }

    /**
     * Withdraws what was published and is hidden wholly by what was published later, or of which all rows that were computed have expired: nothing has to be fed for those any more.
     *
     * @param keep as many of the hidden ones are kept, for a rollback
     */
    void retire(String rollup, int keep) throws InterruptedException {
        TimelineTable.Key key = facts.key(rollup);
        List<Entry> retired = TimelineChange.make(world.timelines(), key, timeline -> {
            List<Entry> hidden = hidden(timeline);
            Set<Entry> gone = new LinkedHashSet<>(hidden.subList(0, Math.max(0, hidden.size() - keep)));
            gone.addAll(expired(timeline));
            return gone.stream()
                    .map(entry -> entry.as(State.WITHDRAWN, entry.published()))
                    .toList();
        });
        if (!retired.isEmpty()) {
            world.pause().of(READ_STILL);
        }
        retired.forEach(entry -> forget(key, entry));
    }

    private List<Entry> expired(Timeline timeline) {
        Instant written =
                now().minus(facts.pipeline().definition().retention().rollups()).minus(LONGEST_RUN);
        return timeline.entries().stream()
                .filter(entry ->
                        entry.state() == State.PUBLISHED && entry.since().isBefore(written))
                .toList();
    }

    /** The published entries of which nothing is seen, the last published last. */
    private static List<Entry> hidden(Timeline timeline) {
        List<Entry> published = timeline.entries().stream()
                .filter(entry -> entry.state() == State.PUBLISHED)
                .sorted(Comparator.comparingLong(Entry::published))
                .toList();
        List<Entry> hidden = new ArrayList<>();
        for (int index = 0; index < published.size(); index++) {
            List<TimeInterval> seen = List.of(published.get(index).layer().serves());
            for (Entry above : published.subList(index + 1, published.size())) {
                seen = without(seen, above.layer().serves());
            }
            if (seen.isEmpty()) {
                hidden.add(published.get(index));
            }
        }
        return hidden;
    }

    private static List<TimeInterval> without(List<TimeInterval> intervals, TimeInterval covered) {
        return intervals.stream()
                .flatMap(interval -> List.of(interval.before(covered.from()), interval.since(covered.until())).stream())
                .filter(interval -> !interval.isEmpty())
                .toList();
    }

    /** Nobody reads it any more: the stream stops feeding it, and its rows go. */
    void forget(TimelineTable.Key key, Entry entry) {
        world.feeds().remove(key, entry.layer().generation());
        world.engine().deleteRows(key, piece(entry));
    }

    /** What a generation computes. */
    Piece piece(Entry entry) {
        Layer layer = entry.layer();
        return Piece.whole(
                facts.plan(layer.rollup(), layer.version()),
                layer.version(),
                layer.generation(),
                layer.layout(),
                layer.serves(),
                entry.lookupsAsOf());
    }
}
