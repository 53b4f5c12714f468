package io.millrace.query.request;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.definition.Durations;
import io.millrace.model.measure.Measure;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.TumblingWindows;
import io.millrace.model.window.Windows;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One page of a rollup's rows, asked for. Valid: {@link RollupParameters} is the only way to one.
 *
 * @param from ms since the epoch, a window's start
 * @param to ms since the epoch, a window's start, exclusive, after {@code from}
 * @param measures indexes in the rollup's definition, in the order asked for
 * @param limit most rows of a page
 * @param integersAsText whether integers are answered as strings
 * @param start where the page begins; not before {@code from}
 */
public record RollupQuery(
        ActivePipeline pipeline,
        ActiveRollup rollup,
        long from,
        long to,
        DimensionFilter filter,
        List<Integer> measures,
        int limit,
        boolean integersAsText,
        Position start) {
    public RollupQuery {
        measures = List.copyOf(measures);
    }

    /** The measures asked for. */
    public List<Measure> askedMeasures() {
        return measures.stream().map(rollup.plan().measures()::get).toList();
    }

    /** Size of the rows' windows; {@code session} for those that have none. */
    public String granularity() {
        Windows windows = rollup.plan().windows();
        if (windows instanceof TumblingWindows tumbling) {
            return Durations.format(Duration.ofMillis(tumbling.size()));
        }
        return windows instanceof HoppingWindows hopping
                ? Durations.format(Duration.ofMillis(hopping.size()))
                : "session";
    }

    /** Whether a row is in the interval and not before the page. */
    public boolean answers(long windowStart, GroupKey group) {
        return windowStart >= from && windowStart < to && start.precedes(windowStart, group);
    }

    /** The {@code cursor} with which the same question continues at a position. */
    public String cursorAt(Position position) {
        return new Cursor(rollup.generation(), fingerprint(), position).encode();
    }

    /** Stands for all parameters but the cursor, and for what they are asked of. */
    String fingerprint() {
        return Cursor.fingerprint(
                pipeline.tenant(),
                pipeline.name(),
                rollup.name(),
                Long.toString(from),
                Long.toString(to),
                filter.fingerprint(),
                askedMeasures().stream().map(Measure::name).collect(Collectors.joining(",")),
                Integer.toString(limit),
                Boolean.toString(integersAsText));
    }

    RollupQuery startingAt(Position position) {
        return new RollupQuery(pipeline, rollup, from, to, filter, measures, limit, integersAsText, position);
    }
}
