package io.millrace.query.read;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.rollup.Layer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Pipelines as readers see them, with recomputed generations where those serve. What was read stays true for a moment. Thread-safe. */
public final class Timelines {
    /** For so long a rollup may go on being answered as before, after another generation was published. */
    public static final Duration STALE = Duration.ofSeconds(1);

    private final TimelineSource source;
    private final Clock clock;
    private final Map<Name, Known> known = new ConcurrentHashMap<>();

    private record Name(String tenant, String pipeline, String rollup) {}

    /**
     * @param base what {@code seen} was made of: another is as good as none
     */
    private record Known(Instant readAt, List<Layer> layers, ActivePipeline base, ActivePipeline seen) {}

    public Timelines(TimelineSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * A pipeline with one of its rollups as that is served now.
     *
     * @throws RowsUnavailableException if that can't be read now
     */
    public ActivePipeline over(ActivePipeline pipeline, String rollup) {
        Name name = new Name(pipeline.tenant(), pipeline.name(), rollup);
        Instant now = clock.instant();
        Known last = known.get(name);
        boolean fresh = last != null && now.isBefore(last.readAt().plus(STALE));
        if (last != null && fresh && last.base() == pipeline) {
            return last.seen();
        }
        List<Layer> layers =
                last != null && fresh ? last.layers() : source.layers(name.tenant(), name.pipeline(), name.rollup());
        ActivePipeline seen =
                last != null && last.base() == pipeline && last.layers().equals(layers)
                        ? last.seen()
                        : seen(pipeline, rollup, layers);
        known.put(name, new Known(now, layers, pipeline, seen));
        return seen;
    }

    private static ActivePipeline seen(ActivePipeline pipeline, String rollup, List<Layer> layers) {
        return layers.isEmpty() ? pipeline : pipeline.under(rollup, layers, DefinitionReader::read);
    }
}
