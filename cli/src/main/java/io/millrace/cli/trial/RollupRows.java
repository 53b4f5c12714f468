package io.millrace.cli.trial;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.rollup.FinishedRow;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.SessionWindows;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** The rows of one rollup, in memory: as many states as groups times windows, however many events. Not thread-safe. */
abstract sealed class RollupRows permits PaneRows, SessionRows {
    private final RollupPlan plan;

    RollupRows(RollupPlan plan) {
        this.plan = plan;
    }

    static RollupRows of(RollupPlan plan) {
        return plan.windows() instanceof SessionWindows sessions
                ? new SessionRows(plan, sessions)
                : new PaneRows(plan, plan.panes().orElseThrow());
    }

    final RollupPlan plan() {
        return plan;
    }

    /** Counts an evaluated event. */
    abstract void add(Event event, GroupKey group);

    /**
     * In the order of window and group.
     *
     * @param isClosed whether a window that ends then, ms since the epoch, takes no more events in
     */
    abstract Stream<FinishedRow> rows(LongPredicate isClosed);

    /** Merges as readers of stored rows do: from bytes, so that neither state keeps anything of the other. */
    final void merge(RollupState from, RollupState into) {
        ByteWriter bytes = new ByteWriter();
        from.write(bytes);
        into.mergeFrom(new ByteReader(bytes.toByteArray()));
    }
}
