package io.millrace.stream.route;

import java.util.List;
import java.util.function.BiPredicate;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Metrics of what events that count lack, each for each pipeline. Not thread-safe. */
final class EventCounters {
    private final PipelineCounter missingKeys;
    private final PipelineCounter rowsWithoutKey;
    private final PipelineCounter versionFailures;
    private final PipelineCounter feedFailures;
    private final List<PipelineCounter> all;

    EventCounters(ProcessorContext<?, ?> context) {
        missingKeys = new PipelineCounter(context, "lookup-keys-missing");
        rowsWithoutKey = new PipelineCounter(context, "table-rows-without-key");
        versionFailures = new PipelineCounter(context, "version-evaluation-failures");
        feedFailures = new PipelineCounter(context, "feed-evaluation-failures");
        all = List.of(missingKeys, rowsWithoutKey, versionFailures, feedFailures);
    }

    /** The event that a route evaluated last counts. */
    void count(PipelineRoute route) {
        missingKeys.count(route.pipeline(), route.missingKeys());
        rowsWithoutKey.count(route.pipeline(), route.rowsWithoutKey());
        versionFailures.count(route.pipeline(), route.versionFailures());
        feedFailures.count(route.pipeline(), route.feedFailures());
    }

    /**
     * Takes the metrics of pipelines that are no more with them.
     *
     * @param isGone of tenant and pipeline
     */
    void forget(BiPredicate<String, String> isGone) {
        all.forEach(counter -> counter.forget(isGone));
    }

    void close() {
        all.forEach(PipelineCounter::close);
    }
}
