package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import io.millrace.stream.partial.Partial;
import org.jspecify.annotations.Nullable;

/**
 * A rollup as the route stage feeds it. Partial aggregates belong to one of these, not to a generation, so that a state is only ever fed by
 * the plan that made it; the aggregate stage merges what two versions of a definition made of one generation.
 */
final class RollupRoute {
    private final RollupPlan plan;
    private final byte[] target;
    private final TimeInterval counts;
    private final long definitionsOffset;
    private final @Nullable TumblingWindows panes;
    private final @Nullable SessionWindows sessions;

    RollupRoute(ActivePipeline pipeline, ActiveRollup rollup) {
        plan = rollup.plan();
        counts = rollup.counts();
        definitionsOffset = pipeline.offset();
        panes = plan.panes().orElse(null);
        sessions = plan.windows() instanceof SessionWindows windows ? windows : null;
        ByteWriter out = new ByteWriter();
        Partial.writeTarget(
                new Partial.Target(pipeline.tenant(), pipeline.name(), rollup.name(), rollup.generation()), out);
        target = out.toByteArray();
    }

    RollupPlan plan() {
        return plan;
    }

    /**
     * Start of the window or pane that an event at {@code time} is in; for sessions that time itself.
     *
     * @throws ArithmeticException if no session can be there, for want of numbers
     */
    long windowStartOf(long time) {
        if (panes != null) {
            return panes.startOf(time);
        }
        if (sessions != null) {
            Math.addExact(time, sessions.longestPiece());
            Math.subtractExact(time, sessions.longestPiece());
        }
        return time;
    }

    /** The windows of a rollup of sessions; none for others. */
    @Nullable
    SessionWindows sessions() {
        return sessions;
    }

    /** Whether event times such as this are counted by this generation; milliseconds since the epoch. */
    boolean counts(long eventTime) {
        return counts.contains(eventTime);
    }

    /** What the keys of its partial aggregates begin with. */
    byte[] target() {
        return target;
    }

    /** How far the aggregate stage must have read to know this rollup. */
    long definitionsOffset() {
        return definitionsOffset;
    }
}
