package io.millrace.batch.run;

import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import java.time.Instant;

/** From the time that was asked for to whole windows; of sessions, to whole cells. */
final class WindowInterval {
    private WindowInterval() {}

    /**
     * The starts of the windows: those that the interval's ends are in belong to it, and none that starts after now.
     *
     * @throws RefusedException if there are none
     */
    static TimeInterval starts(RollupPlan plan, Request request, Instant now) {
        long from = request.from().toEpochMilli();
        long until = Math.min(request.until().toEpochMilli(), now.toEpochMilli() + 1);
        if (from >= until) {
            throw new RefusedException(
                    "Nothing has happened yet from " + request.from() + " on.", "Choose a --from in the past.");
        }
        TumblingWindows cells = plan.windows().cells();
        return new TimeInterval(cells.startOf(from), cells.endOf(cells.startOf(until - 1)));
    }
}
