package io.millrace.stream.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.stream.stage.StageMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * The metrics of the stages as Micrometer's: a handful of meters a pipeline in all, whatever the number of partitions. They go with their
 * pipeline. Thread-safe.
 */
final class MicrometerStageMetrics implements StageMetrics {
    private final MeterRegistry registry;
    private final Definitions definitions;
    private final Map<Name, PipelineMeters> pipelines = new ConcurrentHashMap<>();
    private final AtomicLong definitionsSeen = new AtomicLong(Long.MIN_VALUE);

    MicrometerStageMetrics(MeterRegistry registry, Definitions definitions) {
        this.registry = registry;
        this.definitions = definitions;
    }

    private record Name(String tenant, String pipeline) {}

    /** The meters of one pipeline, and what each task here holds of it and how far it is behind. */
    private static final class PipelineMeters {
        private final Map<String, StateSize> held = new ConcurrentHashMap<>();
        private final Map<String, Duration> lags = new ConcurrentHashMap<>();
        private final Map<String, Counter> limited = new ConcurrentHashMap<>();
        private final Counter events;
        private final Counter duplicates;
        private final Counter deadLetters;
        private final Counter late;
        private final Gauge groups;
        private final Gauge stateBytes;
        private final Gauge lag;

        PipelineMeters(Name name, MeterRegistry registry) {
            Tags tags = Tags.of("tenant", name.tenant(), "pipeline", name.pipeline());
            events = counter("millrace.stream.events", "Events that were evaluated and are no copies", tags, registry);
            duplicates = counter("millrace.stream.duplicates", "Events that were copies", tags, registry);
            deadLetters = counter("millrace.stream.dead.letters", "Events that could not be evaluated", tags, registry);
            late = counter(
                    "millrace.stream.late.partials",
                    "Partial aggregates that came when their window's state was gone",
                    tags,
                    registry);
            groups = Gauge.builder("millrace.stream.groups", this, meters -> meters.sum(StateSize::rows))
                    .description("Live rows: groups of windows whose state is kept")
                    .tags(tags)
                    .register(registry);
            stateBytes = Gauge.builder("millrace.stream.state", this, meters -> meters.sum(StateSize::bytes))
                    .description("Keys and values of live rows")
                    .baseUnit("bytes")
                    .tags(tags)
                    .register(registry);
            lag = Gauge.builder("millrace.stream.lag", this, PipelineMeters::greatestLag)
                    .description("How far behind the append time of its events the task is that is furthest behind")
                    .baseUnit("seconds")
                    .tags(tags)
                    .register(registry);
        }

        private static Counter counter(String name, String description, Tags tags, MeterRegistry registry) {
            return Counter.builder(name).description(description).tags(tags).register(registry);
        }

        private double sum(ToLongFunction<StateSize> part) {
            return held.values().stream().mapToLong(part).sum();
        }

        private double greatestLag() {
            return lags.values().stream().mapToLong(Duration::toMillis).max().orElse(0) / 1_000.0;
        }

        Counter limited(Name name, String rollup, MeterRegistry registry) {
            Tags tags = Tags.of("tenant", name.tenant(), "pipeline", name.pipeline(), "rollup", rollup);
            return limited.computeIfAbsent(
                    rollup,
                    key -> counter(
                            "millrace.stream.groups.limited",
                            "Partial aggregates that went into _other, for a window has more groups than maxGroups",
                            tags,
                            registry));
        }

        void removeFrom(MeterRegistry registry) {
            List.<Meter>of(events, duplicates, deadLetters, late, groups, stateBytes, lag)
                    .forEach(registry::remove);
            limited.values().forEach(registry::remove);
        }
    }

    /** None for a pipeline that is no more. */
    private Optional<PipelineMeters> of(String tenant, String pipeline) {
        Name name = new Name(tenant, pipeline);
        PipelineMeters found = pipelines.get(name);
        if (found != null) {
            return Optional.of(found);
        }
        return isGone(name) ? Optional.empty() : Optional.of(pipelines.computeIfAbsent(name, this::made));
    }

    private PipelineMeters made(Name name) {
        PipelineMeters meters = new PipelineMeters(name, registry);
        showLimits(name, meters);
        return meters;
    }

    /** Who watches a counter grow sees nothing of one that begins at what it grew to, so those of a pipeline are there before its first event. */
    private void showAll() {
        definitions.all().stream()
                .filter(pipeline -> !pipeline.isDeleted())
                .forEach(pipeline ->
                        pipelines.computeIfAbsent(new Name(pipeline.tenant(), pipeline.name()), this::made));
    }

    /** Likewise that of a rollup with a limit. */
    private void showLimits(Name name, PipelineMeters meters) {
        definitions.find(name.tenant(), name.pipeline()).ifPresent(pipeline -> pipeline.definition().rollups().stream()
                .filter(rollup -> rollup.maxGroups().isPresent())
                .forEach(rollup -> meters.limited(name, rollup.name(), registry)));
    }

    /** What could not be told to be of any pipeline stays. */
    private boolean isGone(Name name) {
        return !name.pipeline().isEmpty()
                && definitions
                        .find(name.tenant(), name.pipeline())
                        .filter(found -> !found.isDeleted())
                        .isEmpty()
                && definitions.unreadable(name.tenant(), name.pipeline()).isEmpty();
    }

    @Override
    public void counted(String tenant, String pipeline, long events, long duplicates) {
        of(tenant, pipeline).ifPresent(meters -> {
            meters.events.increment((double) events);
            meters.duplicates.increment((double) duplicates);
        });
    }

    @Override
    public void deadLetter(String tenant, String pipeline) {
        of(tenant, pipeline).ifPresent(meters -> meters.deadLetters.increment());
    }

    @Override
    public void late(String tenant, String pipeline, long partials) {
        of(tenant, pipeline).ifPresent(meters -> meters.late.increment((double) partials));
    }

    @Override
    public void limited(String tenant, String pipeline, String rollup, long partials) {
        of(tenant, pipeline).ifPresent(meters -> meters.limited(new Name(tenant, pipeline), rollup, registry)
                .increment((double) partials));
    }

    @Override
    public void lag(String task, String tenant, String pipeline, Duration lag) {
        of(tenant, pipeline).ifPresent(meters -> meters.lags.put(task, lag));
    }

    @Override
    public void holds(String task, String tenant, String pipeline, StateSize size) {
        of(tenant, pipeline).ifPresent(meters -> meters.held.put(task, size));
    }

    @Override
    public void released(String task) {
        pipelines.values().forEach(meters -> {
            meters.held.remove(task);
            meters.lags.remove(task);
        });
    }

    @Override
    public void drained(String stage, Duration time) {
        Timer.builder("millrace.stream.drain")
                .description("How long a stage takes to hand on what it held, as part of a commit")
                .tag("stage", stage)
                .register(registry)
                .record(time);
    }

    @Override
    public void definitionsChanged() {
        long known = definitions.offset();
        if (definitionsSeen.getAndSet(known) != known) {
            pipelines.entrySet().removeIf(entry -> {
                boolean gone = isGone(entry.getKey());
                if (gone) {
                    entry.getValue().removeFrom(registry);
                }
                return gone;
            });
            pipelines.forEach(this::showLimits);
            showAll();
        }
    }
}
