package io.millrace.query.read;

import io.millrace.model.rollup.Layer;
import java.util.List;

/** Where it stands which recomputed generations serve. Thread-safe. */
public interface TimelineSource {
    /** For installations, and tests, without recomputes. */
    TimelineSource NONE = (tenant, pipeline, rollup) -> List.of();

    /**
     * The recomputed generations of a rollup, from the lowest to the one on top.
     *
     * @throws RowsUnavailableException if that can't be read now
     */
    List<Layer> layers(String tenant, String pipeline, String rollup);
}
