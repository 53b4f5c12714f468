package io.millrace.stream.alert;

import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.TimeInterval;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;

/**
 * The hopping windows of a group that a change of panes changes, put together from all their panes as a reader of rollups does it. Windows that
 * closed are left out: the state of their panes may be gone.
 */
final class ComposedWindows {
    private final WatchedRollup rollup;
    private final AlertStage stage;

    ComposedWindows(WatchedRollup rollup, AlertStage stage) {
        this.rollup = rollup;
        this.stage = stage;
    }

    /** Takes a window; the state is its own. */
    interface Visitor {
        void visit(long start, RollupState state);
    }

    /** Windows that follow each other, by their starts, and the panes that they are made of. */
    private record Stretch(TimeInterval starts, Deque<Pane> panes) {}

    private record Pane(long start, RollupState state) {}

    /** Shows each window that one of these panes is in once, in the order of their starts. */
    void visit(byte[] partialKey, NavigableSet<Long> changedPanes, Visitor visitor) {
        for (TimeInterval starts : stretches(changedPanes)) {
            visit(read(partialKey, starts), visitor);
        }
    }

    private List<TimeInterval> stretches(NavigableSet<Long> changedPanes) {
        long wholeAfter = stage.wholeAfter(rollup.pipeline());
        List<TimeInterval> stretches = new ArrayList<>();
        for (long pane : changedPanes) {
            TimeInterval starts = rollup.startsWith(pane, wholeAfter);
            if (starts.isEmpty()) {
                continue;
            }
            int last = stretches.size() - 1;
            if (last >= 0
                    && starts.from()
                            < stretches.get(last).until() + rollup.windows().advance()) {
                stretches.set(last, new TimeInterval(stretches.get(last).from(), starts.until()));
            } else {
                stretches.add(starts);
            }
        }
        return stretches;
    }

    private Stretch read(byte[] partialKey, TimeInterval starts) {
        Deque<Pane> panes = new ArrayDeque<>();
        stage.rows(
                partialKey,
                starts.from(),
                lastPaneOf(starts.until() - 1),
                rollup.rollup().plan(),
                (start, state) -> panes.add(new Pane(start, state)));
        return new Stretch(starts, panes);
    }

    private long lastPaneOf(long window) {
        return window + rollup.windows().size() - rollup.windows().advance();
    }

    private void visit(Stretch stretch, Visitor visitor) {
        SlidingPanes sliding = new SlidingPanes(rollup.rollup().plan());
        Deque<Pane> ahead = stretch.panes();
        for (long start = stretch.starts().from();
                start < stretch.starts().until();
                start += rollup.windows().advance()) {
            while (!ahead.isEmpty() && ahead.getFirst().start() <= lastPaneOf(start)) {
                Pane pane = ahead.removeFirst();
                sliding.add(pane.start(), pane.state());
            }
            sliding.dropBefore(start);
            visitor.visit(start, sliding.state());
        }
    }
}
