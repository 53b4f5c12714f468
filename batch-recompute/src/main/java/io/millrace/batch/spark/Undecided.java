package io.millrace.batch.spark;

import io.millrace.batch.compute.MergedRow;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.BoundPlan.BoundTarget;
import io.millrace.model.window.SessionWindows;
import java.util.Iterator;

/** Passes rows on and counts the sessions that events behind all that was read may go on with. */
final class Undecided implements Iterator<MergedRow> {
    private final Iterator<MergedRow> rows;
    private final BoundPlan plan;
    private long count;

    Undecided(Iterator<MergedRow> rows, BoundPlan plan) {
        this.rows = rows;
        this.plan = plan;
    }

    long count() {
        return count;
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public MergedRow next() {
        MergedRow row = rows.next();
        BoundTarget target = plan.targets().get(row.target());
        if (target.plan().windows() instanceof SessionWindows
                && row.end() > target.events().until()
                && target.events().until() < target.target().countsUntil()) {
            count++;
        }
        return row;
    }
}
