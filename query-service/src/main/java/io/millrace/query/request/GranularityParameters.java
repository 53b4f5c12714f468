package io.millrace.query.request;

import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.definition.Durations;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import io.millrace.model.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Judges whether the windows of generations can be merged into those that are asked for. Whatever is wrong is said to {@code given}. */
final class GranularityParameters {
    private final RequestParameters given;
    private final List<ActiveRollup> generations;

    /**
     * @param generations that serve the interval
     */
    GranularityParameters(RequestParameters given, List<ActiveRollup> generations) {
        this.given = given;
        this.generations = generations;
    }

    /**
     * The windows to merge into; empty if the rollup's own are asked for, or if something is wrong.
     *
     * @param from empty if it is wrong
     * @param to empty if it is wrong
     */
    Optional<CoarseWindows> windows(Granularity granularity, OptionalLong from, OptionalLong to) {
        if (generations.stream().anyMatch(rollup -> rollup.plan().panes().isEmpty())) {
            given.wrong("granularity", "sessions are not merged into windows", "leave 'granularity' out");
            return Optional.empty();
        }
        if (granularity instanceof Granularity.Even even && !isCoarser(even)) {
            return Optional.empty();
        }
        if (from.isEmpty() || to.isEmpty() || from.getAsLong() >= to.getAsLong()) {
            return Optional.empty();
        }
        TimeInterval asked = new TimeInterval(from.getAsLong(), to.getAsLong());
        Optional<CoarseWindows> windows = windows(granularity, asked);
        windows.ifPresent(coarse -> {
            requireStart("from", asked.from(), coarse, granularity);
            requireStart("to", asked.until(), coarse, granularity);
        });
        return windows;
    }

    private boolean isCoarser(Granularity.Even even) {
        if (generations.stream().allMatch(rollup -> size(rollup) == even.millis())) {
            return false;
        }
        for (ActiveRollup rollup : generations) {
            if (even.millis() % size(rollup) != 0) {
                given.wrong(
                        "granularity",
                        "'" + even.text() + "' is not a multiple of the rollup's windows of " + text(size(rollup)),
                        Granularity.RULE);
                return false;
            }
        }
        if (generations.stream()
                        .mapToLong(rollup -> grid(rollup).offset())
                        .distinct()
                        .count()
                > 1) {
            given.wrong(
                    "granularity",
                    "the rollup's windows have not the same offset all the time",
                    "ask for less time, or for all");
            return false;
        }
        return true;
    }

    private Optional<CoarseWindows> windows(Granularity granularity, TimeInterval asked) {
        if (granularity instanceof Granularity.Even even) {
            return Optional.of(Granularity.even(even.millis(), grid(generations.get(0))));
        } else if (granularity instanceof Granularity.Calendar calendar) {
            return calendar(calendar, asked);
        }
        return Optional.of(new CoarseWindows.One(asked));
    }

    private Optional<CoarseWindows> calendar(Granularity.Calendar calendar, TimeInterval asked) {
        Optional<CoarseWindows> windows = calendar.windows(asked);
        if (windows.isEmpty()) {
            given.wrong(
                    "granularity",
                    "more than " + Granularity.Calendar.MOST + " windows of " + calendar.text(),
                    "ask for less time, or for a coarser granularity");
            return Optional.empty();
        }
        for (long start = windows.get().startOf(asked.from());
                start < asked.until();
                start = windows.get().endOf(start)) {
            for (ActiveRollup rollup : generations) {
                if (!grid(rollup).isStart(start)) {
                    given.wrong(
                            "granularity",
                            "a window of the rollup reaches over " + Instant.ofEpochMilli(start) + ", where a "
                                    + calendar.text() + " of " + calendar.zone() + " begins",
                            "a zone whose days begin where windows of " + text(size(rollup)) + " do");
                    return Optional.empty();
                }
            }
        }
        return windows;
    }

    private void requireStart(String parameter, long time, CoarseWindows windows, Granularity granularity) {
        if (!windows.isStart(time)) {
            long former = windows.startOf(time);
            given.wrong(
                    parameter,
                    "not a start of windows of " + granularity.text(),
                    "nearest: " + Instant.ofEpochMilli(former) + " or " + Instant.ofEpochMilli(windows.endOf(former)));
        }
    }

    private static TumblingWindows grid(ActiveRollup rollup) {
        return rollup.plan().panes().orElseThrow();
    }

    private static long size(ActiveRollup rollup) {
        Windows windows = rollup.plan().windows();
        return windows instanceof HoppingWindows hopping
                ? hopping.size()
                : grid(rollup).size();
    }

    private static String text(long millis) {
        return Durations.format(Duration.ofMillis(millis));
    }
}
