package io.millrace.query.request;

import io.millrace.model.alert.AlertRow;
import io.millrace.model.rollup.GroupKey;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a tenant's alerts. They are answered in the order they are stored in, so that a page need not look at all.
 *
 * @param pipelines whose alerts are looked at, in the order of their names
 * @param limit most alerts of a page
 * @param after the page begins behind it; empty = at the beginning
 */
public record AlertQuery(
        String tenant,
        List<String> pipelines,
        Optional<String> alert,
        Optional<AlertRow.State> state,
        int limit,
        String fingerprint,
        Optional<AlertPosition> after) {
    public AlertQuery {
        pipelines = pipelines.stream().sorted().toList();
    }

    /** Whether an alert that was found is asked for. */
    public boolean wants(AlertRow row) {
        return state.map(row.state()::equals).orElse(true);
    }

    /** Where to begin in each pipeline that is not done with yet. */
    public List<AlertPosition> beginnings() {
        return pipelines.stream()
                .filter(pipeline -> after.map(position -> pipeline.compareTo(position.pipeline()) >= 0)
                        .orElse(true))
                .map(pipeline -> after.filter(position -> position.pipeline().equals(pipeline))
                        .orElseGet(() -> AlertPosition.before(pipeline, alert.orElse(""))))
                .toList();
    }

    /** The cursor of the page behind a position. */
    public String cursorAfter(AlertPosition position) {
        return new Cursor(0, fingerprint, Position.after(0, new GroupKey(position.toBytes()))).encode();
    }
}
