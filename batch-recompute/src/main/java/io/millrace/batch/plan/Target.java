package io.millrace.batch.plan;

import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import java.io.Serializable;

/**
 * Windows of one rollup that are computed, as one version of the definition means it.
 *
 * @param version of the definition
 * @param limitedAs generation by whose keys groups are shared out to partitions, which matters where there are more than {@code maxGroups}
 * @param from ms since the epoch: windows that start from here on
 * @param until ms since the epoch: and before this
 * @param countsFrom ms since the epoch: no event before this is counted, whatever its window
 * @param countsUntil ms since the epoch: nor any from this on
 */
public record Target(
        String rollup, int version, int limitedAs, long from, long until, long countsFrom, long countsUntil)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public Target {
        if (from >= until) {
            throw new IllegalArgumentException("no windows from " + from + " to " + until);
        }
    }

    /** All events of the windows are counted. */
    public static Target of(String rollup, int version, int limitedAs, TimeInterval starts) {
        return new Target(rollup, version, limitedAs, starts.from(), starts.until(), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The same, of the events that a generation counts. */
    public Target counting(TimeInterval counts) {
        return new Target(rollup, version, limitedAs, from, until, counts.from(), counts.until());
    }

    /** The window starts. */
    public TimeInterval starts() {
        return new TimeInterval(from, until);
    }

    /** The event times that must be read. */
    public TimeInterval events(RollupPlan plan) {
        TimeInterval needed = starts();
        if (plan.windows() instanceof HoppingWindows hopping) {
            needed = needed.extended(hopping.size() - hopping.advance());
        } else if (plan.windows() instanceof SessionWindows sessions) {
            // A chain of events stays within its cell: one that begins before the first start may go on behind it, and
            // one that begins before the end too.
            TumblingWindows cells = sessions.cells();
            needed = new TimeInterval(cells.startOf(from), cells.endOf(cells.startOf(until - 1)));
        }
        return needed.since(countsFrom).before(countsUntil);
    }
}
