package io.millrace.stream.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The progress of every pipeline in this partition, kept in a store so that totals go on after a restart. Store: key = {@code
 * tenant/pipeline}. Not thread-safe.
 */
final class ProgressTotals {
    private final KeyValueStore<String, byte[]> store;
    private final Map<Long, PipelineProgress> byIdentity = new HashMap<>();
    private final List<PipelineProgress> touched = new ArrayList<>();

    ProgressTotals(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    private PipelineProgress of(PipelineRoute route) {
        PipelineProgress progress = byIdentity.get(route.identity());
        if (progress == null) {
            progress = new PipelineProgress(
                    route.pipeline().tenant(), route.pipeline().name());
            byte[] stored = store.get(keyOf(progress));
            if (stored != null) {
                progress.restore(stored);
            }
            byIdentity.put(route.identity(), progress);
        }
        return progress;
    }

    void note(PipelineRoute route, long appendTime, boolean duplicate) {
        PipelineProgress progress = of(route);
        progress.note(route.eventTime(), appendTime, route.lateness(), duplicate);
        if (progress.touch()) {
            touched.add(progress);
        }
    }

    /** See {@link PipelineProgress#forgetIdsBefore}, of a pipeline's identity. */
    long forgetIdsBefore(long identity) {
        PipelineProgress progress = byIdentity.get(identity);
        return progress == null ? Long.MIN_VALUE : progress.forgetIdsBefore();
    }

    /** Writes what changed to the store and hands it over. */
    void drainTo(Consumer<PipelineProgress> receiver) {
        for (PipelineProgress progress : touched) {
            store.put(keyOf(progress), progress.toBytes());
            receiver.accept(progress);
            progress.untouch();
        }
        touched.clear();
    }

    void discard() {
        byIdentity.clear();
        touched.clear();
    }

    private static String keyOf(PipelineProgress progress) {
        return progress.tenant() + "/" + progress.pipeline();
    }
}
