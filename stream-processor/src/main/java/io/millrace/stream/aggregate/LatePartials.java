package io.millrace.stream.aggregate;

import io.millrace.stream.stage.StageMetrics;
import java.util.HashMap;
import java.util.Map;

/** Counts, for each pipeline, the partial aggregates that came when the state of their window was gone. Not thread-safe. */
final class LatePartials {
    private final Map<PipelineTime, Long> counts = new HashMap<>();

    void count(PipelineTime pipeline) {
        counts.merge(pipeline, 1L, Long::sum);
    }

    void drainTo(StageMetrics metrics) {
        counts.forEach((pipeline, count) -> metrics.late(pipeline.tenant(), pipeline.pipeline(), count));
        counts.clear();
    }

    void discard() {
        counts.clear();
    }
}
