package io.millrace.batch.compute;

import io.millrace.batch.plan.BoundPlan;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.rollup.RollupLayout;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * From archived events to partial rows, in bounded memory: it is what a task does before the rows of all tasks are brought together.
 * Not thread-safe.
 */
public final class PartialIterator implements Iterator<Keyed> {
    /** Pieces of sessions that wait to be taken. */
    private static final int MOST_READY = 10_000;

    private final Iterator<ArchivedEvent> events;
    private final BoundPlan plan;
    private final ArrayDeque<Keyed> ready = new ArrayDeque<>();
    private final PartialRows rows;
    private final EventWay way;

    /**
     * @param events copies of an event follow each other in the order of their offsets
     * @param stored how rows lie that are to be sorted as they are stored, where no limit of groups forbids it, by target; empty = all are sorted by window
     * @param mostBytes heap that rows may take, roughly
     */
    public PartialIterator(
            Iterator<ArchivedEvent> events,
            BoundPlan plan,
            List<RollupLayout> stored,
            long mostBytes,
            EventTally tally) {
        this.events = events;
        this.plan = plan;
        rows = new PartialRows(plan.work().partitions(), stored, mostBytes, ready);
        way = new EventWay(plan, tally);
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            while (events.hasNext() && !rows.isFull() && ready.size() < MOST_READY) {
                way.take(events.next(), rows);
            }
            if (rows.isFull() || !events.hasNext()) {
                rows.drainTo(ready::add, plan.targets());
                return !ready.isEmpty();
            }
        }
        return true;
    }

    @Override
    public Keyed next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }
}
