package io.millrace.ingest.pipelines;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.model.definition.DefinitionChange;
import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.CommonBoundary;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The generations of a pipeline's rollups under its next definition.
 *
 * <p>A rollup that comes to mean something else gets a new generation from the first boundary of its windows that no event accepted until now can be
 * behind, so that no window holds both meanings: event times before it go on into the former generation, however late they come.
 */
final class Generations {
    private final Optional<ActivePipeline> former;
    private final PipelineDefinition definition;
    private final Instant now;
    private final Set<String> changed;
    private final List<Generation> spent;

    Generations(Optional<ActivePipeline> former, PipelineDefinition definition, Instant now) {
        this(former, List.of(), definition, now);
    }

    /**
     * @param spent by pipelines that had the name before and were purged
     */
    Generations(Optional<ActivePipeline> former, List<Generation> spent, PipelineDefinition definition, Instant now) {
        this.former = former;
        this.spent = spent;
        this.definition = definition;
        this.now = now;
        changed = former.map(active -> DefinitionChange.between(active.definition(), definition)
                        .changedRollups())
                .orElse(Set.of());
    }

    /** The rollups that can't come to mean what they should. */
    List<DefinitionProblem> problems() {
        List<DefinitionProblem> problems = new ArrayList<>();
        for (int index = 0; index < definition.rollups().size(); index++) {
            RollupDefinition rollup = definition.rollups().get(index);
            Optional<ActiveRollup> running = running(rollup);
            if (changed.contains(rollup.name())
                    && running.isPresent()
                    && boundary(running.get(), rollup).isEmpty()) {
                problems.add(new DefinitionProblem(
                        "rollups[" + index + "].window",
                        "windows of the old and of the new kind never start at the same time, so none can follow the other without cutting one",
                        "choose windows that start together at some time, or add a rollup under another name, such as "
                                + rollup.name() + "_2"));
            }
        }
        return problems;
    }

    /**
     * All generations there ever were and those that begin now; only where there are no {@link #problems}.
     *
     * @param version of the next definition
     */
    List<Generation> next(int version) {
        Map<Key, Generation> generations = new TreeMap<>();
        spent.forEach(each -> put(each, generations));
        former.ifPresent(active -> active.record().generations().forEach(each -> put(each, generations)));
        for (RollupDefinition rollup : definition.rollups()) {
            Optional<ActiveRollup> running = running(rollup);
            if (running.isEmpty()) {
                begin(rollup, version, generations);
            } else if (changed.contains(rollup.name())) {
                change(running.get(), rollup, version, generations);
            } else {
                Key key = new Key(rollup.name(), running.get().generation());
                generations.computeIfPresent(key, (unused, generation) -> generation.meantBy(version));
            }
        }
        return List.copyOf(generations.values());
    }

    private Optional<ActiveRollup> running(RollupDefinition rollup) {
        return former.filter(active -> !active.isDeleted()).flatMap(active -> active.rollup(rollup.name()));
    }

    /** It counts from now on; what a rollup of this name counted before is no more to be seen. */
    private void begin(RollupDefinition rollup, int version, Map<Key, Generation> generations) {
        generations.replaceAll((key, generation) ->
                key.rollup().equals(rollup.name()) ? generation.serving(TimeInterval.NEVER) : generation);
        long completeFrom = former.isEmpty() ? Long.MIN_VALUE : latestEventTime();
        add(rollup, version, TimeInterval.ALWAYS, completeFrom, generations);
    }

    private void change(ActiveRollup running, RollupDefinition rollup, int version, Map<Key, Generation> generations) {
        long boundary = boundary(running, rollup).orElseThrow();
        Key key = new Key(rollup.name(), running.generation());
        generations.computeIfPresent(
                key, (unused, generation) -> generation.serving(running.serves().before(boundary)));
        add(rollup, version, new TimeInterval(boundary, Long.MAX_VALUE), boundary, generations);
    }

    private void add(
            RollupDefinition rollup,
            int version,
            TimeInterval serves,
            long completeFrom,
            Map<Key, Generation> generations) {
        // Numbers are never reused, also where a rollup was left out for a while.
        int greatest = generations.keySet().stream()
                .filter(key -> key.rollup().equals(rollup.name()))
                .mapToInt(Key::generation)
                .max()
                .orElse(0);
        put(
                new Generation(rollup.name(), greatest + 1, version, layoutOf(rollup), serves, completeFrom, now),
                generations);
    }

    private OptionalLong boundary(ActiveRollup running, RollupDefinition rollup) {
        return CommonBoundary.after(
                Math.max(latestEventTime(), running.serves().from()),
                running.plan().definition().window(),
                rollup.window());
    }

    /** No event accepted until now is later than this. */
    private long latestEventTime() {
        Duration ahead = definition.event().maxAhead();
        Duration formerAhead =
                former.map(active -> active.definition().event().maxAhead()).orElse(Duration.ZERO);
        return now.plus(ahead.compareTo(formerAhead) > 0 ? ahead : formerAhead).toEpochMilli() + 1;
    }

    private static RollupLayout layoutOf(RollupDefinition rollup) {
        return RollupLayout.defaultFor(Windows.of(rollup.window()));
    }

    private static void put(Generation generation, Map<Key, Generation> generations) {
        generations.put(new Key(generation.rollup(), generation.generation()), generation);
    }

    /** In the order in which a record lists its generations. */
    private record Key(String rollup, int generation) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byRollup = rollup.compareTo(other.rollup);
            return byRollup != 0 ? byRollup : Integer.compare(generation, other.generation);
        }
    }
}
