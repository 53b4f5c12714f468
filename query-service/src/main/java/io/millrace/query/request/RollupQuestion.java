package io.millrace.query.request;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.definition.Durations;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import io.millrace.model.window.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a rollup, whatever the page.
 *
 * @param interval the window starts that are asked for
 * @param generations that serve some of it, by the windows they serve; never none
 * @param granularity as it was asked for; empty = the rollup's own windows
 * @param windows to merge the rollup's into
 * @param limit most rows of a page; with an order of the answer, or of each of its windows
 * @param integersAsText whether integers are answered as strings
 * @param fingerprint stands for all parameters but the cursor, and for what they are asked of
 */
public record RollupQuestion(
        ActivePipeline pipeline,
        TimeInterval interval,
        List<AskedGeneration> generations,
        Optional<String> granularity,
        Optional<CoarseWindows> windows,
        Optional<RowOrder> order,
        int limit,
        boolean integersAsText,
        String fingerprint) {
    public RollupQuestion {
        generations = List.copyOf(generations);
    }

    /** Whether an answer may be of several generations: what is merged or ordered has no pages to keep them apart. */
    boolean isOfAllGenerations() {
        return windows.isPresent() || order.isPresent();
    }

    /** The generation that serves windows that start then. */
    AskedGeneration serving(long windowStart) {
        return windows.isPresent()
                ? generations.get(0)
                : generations.stream()
                        .filter(generation -> generation.rollup().serves().contains(windowStart))
                        .findFirst()
                        .orElseThrow();
    }

    /** The generations that a page is read from which one serves: sessions go over from one to another that means the same. */
    List<ActiveRollup> read(AskedGeneration serving) {
        return serving.rollup().plan().windows() instanceof SessionWindows
                ? pipeline.alike(serving.rollup())
                : List.of(serving.rollup());
    }

    /** Size of the windows of a generation's rows; {@code session} for those that have none. */
    String granularity(ActiveRollup rollup) {
        Windows own = rollup.plan().windows();
        if (windows.isPresent()) {
            return granularity.orElseThrow();
        } else if (own instanceof TumblingWindows tumbling) {
            return Durations.format(Duration.ofMillis(tumbling.size()));
        }
        return own instanceof HoppingWindows hopping ? Durations.format(Duration.ofMillis(hopping.size())) : "session";
    }
}
