package io.millrace.stream.alert;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.evaluation.MeasuredRow;
import io.millrace.model.event.Event;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import io.millrace.stream.partial.Partial;
import java.util.List;
import java.util.function.Supplier;

/** A generation of a rollup that alerts watch. Mutable, not thread-safe. */
final class WatchedRollup {
    private final Partial.Target target;
    private final ActivePipeline pipeline;
    private final ActiveRollup rollup;
    private final HoppingWindows windows;
    private final TumblingWindows panes;
    private final MeasuredRow measured;
    private final Supplier<List<WatchedAlert>> binding;
    private List<WatchedAlert> alerts = List.of();
    private boolean bound;

    /**
     * @param windows as they are judged; those that follow each other advance by their size
     * @param binding makes the alerts, when they are first needed: few tasks hold groups of all rollups
     */
    WatchedRollup(
            Partial.Target target,
            ActivePipeline pipeline,
            ActiveRollup rollup,
            HoppingWindows windows,
            MeasuredRow measured,
            Supplier<List<WatchedAlert>> binding) {
        this.target = target;
        this.pipeline = pipeline;
        this.rollup = rollup;
        this.windows = windows;
        panes = windows.panes();
        this.measured = measured;
        this.binding = binding;
    }

    Partial.Target target() {
        return target;
    }

    ActivePipeline pipeline() {
        return pipeline;
    }

    ActiveRollup rollup() {
        return rollup;
    }

    HoppingWindows windows() {
        return windows;
    }

    /** Whether a window is put together from several rows. */
    boolean isComposed() {
        return windows.size() > windows.advance();
    }

    List<WatchedAlert> alerts() {
        if (!bound) {
            alerts = binding.get();
            bound = true;
        }
        return alerts;
    }

    /** For each alert, whether a row fulfils it. */
    boolean[] judge(RollupState row) {
        Event values = measured.of(row);
        boolean[] holds = new boolean[alerts().size()];
        for (int index = 0; index < holds.length; index++) {
            holds[index] = alerts.get(index).holds(values);
        }
        return holds;
    }

    /** What the keys of all its groups begin with. */
    byte[] prefix() {
        ByteWriter out = new ByteWriter(64);
        Partial.writeTarget(target, out);
        return out.toByteArray();
    }

    /** Start of the last window that is over, if that is one of this generation's; else of the last of these. */
    long lastOver(long now, long delay) {
        return Math.min(panes.startOf(now - delay - windows.size()), lastWindow());
    }

    /** When the next window is over. */
    long nextOver(long now, long delay) {
        return panes.endOf(panes.startOf(now - delay)) + delay;
    }

    /** Starts of the windows of this generation that a pane is in, and that end after {@code wholeAfter}; empty if there are none. */
    TimeInterval startsWith(long pane, long wholeAfter) {
        long first = Math.max(windows.firstStartWith(pane), rollup.serves().from());
        if (wholeAfter > Long.MIN_VALUE + 2 * windows.size()) {
            first = Math.max(first, panes.startOf(wholeAfter - windows.size()) + windows.advance());
        }
        return new TimeInterval(first, Math.max(first, Math.min(pane, lastWindow()) + 1));
    }

    private long lastWindow() {
        long until = rollup.serves().until();
        return until == Long.MAX_VALUE ? Long.MAX_VALUE : panes.startOf(until - 1);
    }

    /** Whether all windows of the generation are over. */
    boolean isOver(long now, long delay) {
        long last = lastWindow();
        return last != Long.MAX_VALUE && now - delay >= windows.endOf(last);
    }

    /**
     * How long after its end the last window of a group is remembered, ms: lateness, and long enough for each alert to fire by absence and be
     * resolved.
     */
    long memory() {
        long memory = pipeline.definition().lateness().toMillis();
        for (WatchedAlert alert : alerts()) {
            memory = Math.max(memory, (alert.definition().forWindows() + 1) * windows.advance() + alert.delay());
        }
        return memory;
    }

    /** A group as a JSON object. */
    String dimensions(GroupKey group) {
        List<String> names = rollup.plan().groups().names();
        List<Value> values = rollup.plan().groups().decode(group);
        StringBuilder json = new StringBuilder(64).append('{');
        for (int index = 0; index < names.size(); index++) {
            if (index > 0) {
                json.append(',');
            }
            JsonText.appendString(names.get(index), json);
            json.append(':');
            JsonText.append(values.get(index), json);
        }
        return json.append('}').toString();
    }
}
