package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which ids can't make an event a copy any more. A pipeline that is put again after it was deleted has the events, and the archive, that it had, so its ids matter for lateness
 * whatever becomes of it: a copy is one to the stream as it is to a recompute. While it is deleted nothing of it comes, so that goes by the wall clock then: what is
 * appended once it is put again is appended later. Not thread-safe.
 */
final class IdHorizons {
    /** In place of a lateness. */
    private static final long LIVES = -1;

    private final Definitions definitions;
    private final ProgressTotals progress;
    private final Clock clock;

    /** Of all pipelines that there are, in ms, by identity. */
    private final Map<Long, Long> lateness = new HashMap<>();

    IdHorizons(Definitions definitions, ProgressTotals progress, Clock clock) {
        this.definitions = definitions;
        this.progress = progress;
        this.clock = clock;
        var unused = definitionsChanged();
    }

    /** Says whether some pipeline is no more that was there before. */
    boolean definitionsChanged() {
        Set<Long> before = Set.copyOf(lateness.keySet());
        lateness.clear();
        for (ActivePipeline pipeline : definitions.all()) {
            // One that is being purged comes back with another identity, if at all.
            if (!pipeline.isBeingPurged()) {
                lateness.put(
                        PipelineRoute.identityOf(
                                pipeline.tenant(),
                                pipeline.name(),
                                pipeline.record().past().purges()),
                        pipeline.isDeleted() ? pipeline.definition().lateness().toMillis() : LIVES);
            }
        }
        return !lateness.keySet().containsAll(before);
    }

    /**
     * Of a pipeline's identity: ids appended before this can be forgotten. The least long if that is not known, the greatest if there is no such
     * pipeline.
     */
    long forgetBefore(long identity) {
        OptionalLong known = progress.forgetIdsBefore(identity);
        return known.isPresent() ? known.getAsLong() : forgetBeforeWithoutProgress(identity);
    }

    /** Likewise, but the least long for pipelines that live. */
    long forgetGoneBefore(long identity) {
        return progress.forgetIdsBefore(identity).isPresent() ? Long.MIN_VALUE : forgetBeforeWithoutProgress(identity);
    }

    private long forgetBeforeWithoutProgress(long identity) {
        Long found = lateness.get(identity);
        if (found == null) {
            return Long.MAX_VALUE;
        }
        return found == LIVES ? Long.MIN_VALUE : clock.millis() - found - PipelineProgress.CLOCK_STEP;
    }
}
