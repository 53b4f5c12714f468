package io.millrace.stream.route;

import io.millrace.model.bytes.MalformedBytesException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The progress of every pipeline in this partition, kept in a store so that totals go on after a restart. Store: key = {@code
 * tenant/pipeline}, or {@code tenant/pipeline/purges} where others that had the name were purged. Not thread-safe.
 */
final class ProgressTotals {
    private final KeyValueStore<String, byte[]> store;
    private final Map<Long, PipelineProgress> byIdentity = new HashMap<>();
    private final List<PipelineProgress> touched = new ArrayList<>();

    /** That of the event before, by its pipeline's identity. */
    private @Nullable PipelineProgress last;

    private long lastIdentity;

    ProgressTotals(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** Takes all from the store. */
    void load(long now) {
        discard();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> stored = all.next();
                String[] name = stored.key.split("/", -1);
                if (name.length != 2 && name.length != 3) {
                    throw new MalformedBytesException("not the name of a pipeline: " + stored.key);
                }
                PipelineProgress progress =
                        new PipelineProgress(name[0], name[1], name.length == 2 ? 0 : Integer.parseInt(name[2]));
                progress.restore(stored.value);
                progress.setDrainedAt(now);
                byIdentity.put(identityOf(progress), progress);
            }
        }
    }

    /** Nearly always that of the event before. */
    private PipelineProgress of(PipelineRoute route) {
        long identity = route.identity();
        PipelineProgress progress = last;
        if (progress == null || identity != lastIdentity) {
            progress = byIdentity.computeIfAbsent(
                    identity,
                    missing -> new PipelineProgress(
                            route.pipeline().tenant(),
                            route.pipeline().name(),
                            route.pipeline().record().past().purges()));
            last = progress;
            lastIdentity = identity;
        }
        return progress;
    }

    void note(PipelineRoute route, long appendTime, boolean duplicate) {
        PipelineProgress progress = of(route);
        progress.note(
                route.eventTime(),
                appendTime,
                route.lateness(),
                route.pipeline().offset(),
                duplicate);
        if (progress.touch()) {
            touched.add(progress);
        }
    }

    /** Of all pipelines that ever had an event here and are not forgotten. */
    Collection<PipelineProgress> all() {
        return byIdentity.values();
    }

    /** See {@link PipelineProgress#forgetIdsBefore}, of a pipeline's identity; none if it never had an event here or is forgotten. */
    OptionalLong forgetIdsBefore(long identity) {
        PipelineProgress progress = byIdentity.get(identity);
        return progress == null ? OptionalLong.empty() : OptionalLong.of(progress.forgetIdsBefore());
    }

    /** Writes what changed to the store and hands it over. */
    void drainTo(Consumer<PipelineProgress> receiver) {
        for (PipelineProgress progress : touched) {
            progress.setIdle(false);
            save(progress);
            receiver.accept(progress);
            progress.untouch();
        }
        touched.clear();
    }

    /** Writes one to the store. */
    void save(PipelineProgress progress) {
        store.put(keyOf(progress), progress.toBytes());
    }

    /**
     * Forgets pipelines that are no more, and hands them over. Says whether there were any.
     *
     * @param isMissing whether a pipeline is not in the definitions up to {@code definitionsOffset}
     */
    boolean forget(long definitionsOffset, Predicate<PipelineProgress> isMissing, Consumer<PipelineProgress> receiver) {
        last = null;
        List<PipelineProgress> forgotten = byIdentity.values().stream()
                .filter(candidate -> candidate.mustBeIn(definitionsOffset) && isMissing.test(candidate))
                .toList();
        for (PipelineProgress progress : forgotten) {
            byIdentity.remove(identityOf(progress));
            touched.remove(progress);
            store.delete(keyOf(progress));
            receiver.accept(progress);
        }
        return !forgotten.isEmpty();
    }

    void discard() {
        byIdentity.clear();
        touched.clear();
        last = null;
    }

    private static String keyOf(PipelineProgress progress) {
        String name = progress.tenant() + "/" + progress.pipeline();
        return progress.purgesBefore() == 0 ? name : name + "/" + progress.purgesBefore();
    }

    private static long identityOf(PipelineProgress progress) {
        return PipelineRoute.identityOf(progress.tenant(), progress.pipeline(), progress.purgesBefore());
    }
}
