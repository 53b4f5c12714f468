package io.millrace.query.request;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.definition.Durations;
import io.millrace.model.measure.Measure;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import io.millrace.model.window.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One page of a rollup's rows, asked for: of one generation, so that no answer mixes two. Valid: {@link RollupParameters} is the only way to one.
 *
 * @param rollup in the generation that serves the page
 * @param asked the window starts that are asked for
 * @param from ms since the epoch, the first of them that the generation serves
 * @param to ms since the epoch, exclusive, after {@code from}
 * @param measures indexes in the rollup's definition, in the order asked for
 * @param limit most rows of a page
 * @param integersAsText whether integers are answered as strings
 * @param start where the page begins; not before {@code from}
 * @param fingerprint stands for all parameters but the cursor, and for what they are asked of
 */
public record RollupQuery(
        ActivePipeline pipeline,
        ActiveRollup rollup,
        TimeInterval asked,
        long from,
        long to,
        DimensionFilter filter,
        List<Integer> measures,
        int limit,
        boolean integersAsText,
        Position start,
        String fingerprint) {
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

    /** Where the next page begins if this generation has no more rows: in the generation that follows it, if that is asked for too. */
    public Optional<Position> behind() {
        return to < asked.until() ? Optional.of(Position.before(to)) : Optional.empty();
    }

    /** The {@code cursor} with which the same question continues at a position. */
    public String cursorAt(Position position) {
        int generation = pipeline.serving(rollup.name(), position.windowStart()).generation();
        return new Cursor(generation, fingerprint, position).encode();
    }
}
