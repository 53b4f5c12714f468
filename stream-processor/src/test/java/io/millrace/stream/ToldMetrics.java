package io.millrace.stream;

import io.millrace.stream.stage.StageMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps what the stages told, by {@code tenant/pipeline}. */
final class ToldMetrics implements StageMetrics {
    private final Map<String, Long> events = new HashMap<>();
    private final Map<String, Long> duplicates = new HashMap<>();
    private final Map<String, Long> deadLetters = new HashMap<>();
    private final Map<String, Long> late = new HashMap<>();
    private final Map<String, Long> limited = new HashMap<>();
    private final Map<String, Duration> lags = new HashMap<>();
    private final Map<String, StateSize> held = new HashMap<>();
    private final Set<String> drained = new HashSet<>();

    long events(String name) {
        return events.getOrDefault(name, 0L);
    }

    long duplicates(String name) {
        return duplicates.getOrDefault(name, 0L);
    }

    long deadLetters(String name) {
        return deadLetters.getOrDefault(name, 0L);
    }

    long late(String name) {
        return late.getOrDefault(name, 0L);
    }

    /** By {@code tenant/pipeline/rollup}. */
    long limited(String name) {
        return limited.getOrDefault(name, 0L);
    }

    /** As it was told last. */
    @Nullable
    Duration lag(String name) {
        return lags.get(name);
    }

    StateSize held(String name) {
        return held.getOrDefault(name, new StateSize(0, 0));
    }

    /** Stages that were drained. */
    Set<String> drained() {
        return drained;
    }

    @Override
    public void counted(String tenant, String pipeline, long newEvents, long newDuplicates) {
        events.merge(tenant + "/" + pipeline, newEvents, Long::sum);
        duplicates.merge(tenant + "/" + pipeline, newDuplicates, Long::sum);
    }

    @Override
    public void deadLetter(String tenant, String pipeline) {
        deadLetters.merge(tenant + "/" + pipeline, 1L, Long::sum);
    }

    @Override
    public void late(String tenant, String pipeline, long partials) {
        late.merge(tenant + "/" + pipeline, partials, Long::sum);
    }

    @Override
    public void limited(String tenant, String pipeline, String rollup, long partials) {
        limited.merge(tenant + "/" + pipeline + "/" + rollup, partials, Long::sum);
    }

    @Override
    public void lag(String task, String tenant, String pipeline, Duration lag) {
        lags.put(tenant + "/" + pipeline, lag);
    }

    @Override
    public void holds(String task, String tenant, String pipeline, StateSize size) {
        held.put(tenant + "/" + pipeline, size);
    }

    @Override
    public void released(String task) {
        held.clear();
        lags.clear();
    }

    @Override
    public void drained(String stage, Duration time) {
        drained.add(stage);
    }

    @Override
    public void definitionsChanged() {}
}
