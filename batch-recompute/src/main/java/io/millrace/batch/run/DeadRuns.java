package io.millrace.batch.run;

import io.millrace.cassandra.Run;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.State;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what runs left behind that were killed. One that had written all of its rows is brought to its end: what it did not come to publish is published. All that any
 * other began is withdrawn. Either way readers see of a run all or nothing for good.
 */
final class DeadRuns {
    private static final Logger LOG = LoggerFactory.getLogger(DeadRuns.class);

    private final World world;
    private final Facts facts;
    private final Generations generations;

    DeadRuns(World world, Facts facts, Generations generations) {
        this.world = world;
        this.facts = facts;
        this.generations = generations;
    }

    /** In every rollup of the pipeline. */
    void end() {
        byRun().forEach(this::end);
        rollups().forEach(this::endFeeds);
    }

    private Map<UUID, List<Entry>> byRun() {
        return rollups().stream()
                .flatMap(rollup -> world.timelines().read(facts.key(rollup)).entries().stream())
                .sorted(PublishOrder.COMPARATOR)
                .collect(Collectors.groupingBy(Entry::run, LinkedHashMap::new, Collectors.toList()));
    }

    private List<String> rollups() {
        return facts.record().generations().stream()
                .map(generation -> generation.rollup())
                .distinct()
                .toList();
    }

    private void end(UUID id, List<Entry> entries) {
        List<Entry> open = entries.stream()
                .filter(entry -> entry.state() == State.COMPUTING)
                .toList();
        Optional<Run> run = world.runs().find(facts.tenant(), id);
        Instant now = Instant.ofEpochMilli(world.clock().millis());
        boolean written = run.filter(each -> each.state() == Run.State.WRITTEN).isPresent();
        if ((open.isEmpty() && !written) || !isDead(run, entries, now)) {
            return;
        }
        // What was withdrawn before it was published is gone: another run took this one for dead before it had written
        // all.
        boolean whole = entries.stream().noneMatch(entry -> entry.state() == State.WITHDRAWN && entry.published() == 0);
        if (written && whole) {
            LOG.info("run {} was killed while it published, publishing what is left: {}", id, open);
            open.forEach(generations::publish);
            run.ifPresent(dead -> world.runs()
                    .put(dead.published("Published by the next run, since it was not heard of any more.", now)));
            return;
        }
        // The first is what a run publishes first: once it is withdrawn, the run can't publish any.
        open.forEach(generations::abandon);
        run.filter(dead -> !dead.state().isEnd())
                .ifPresent(dead -> world.runs().put(dead.failed("was not heard of any more", now)));
    }

    private static boolean isDead(Optional<Run> run, List<Entry> entries, Instant now) {
        return run.map(each -> !each.isAlive(now)).orElseGet(() -> entries.stream()
                .allMatch(entry -> entry.since().plus(Run.SILENCE).isBefore(now)));
    }

    /** Of generations that are withdrawn: who withdrew them may have been killed before he came to it. */
    private void endFeeds(String rollup) {
        TimelineTable.Key key = facts.key(rollup);
        var fed = world.feeds().fed(key);
        world.timelines().read(key).entries().stream()
                .filter(entry -> entry.state() == State.WITHDRAWN
                        && fed.contains(entry.layer().generation()))
                .forEach(entry -> world.feeds().remove(key, entry.layer().generation()));
    }
}
