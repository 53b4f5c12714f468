package io.millrace.batch.compute;

import io.millrace.batch.plan.BoundPlan;
import io.millrace.model.event.ArchivedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * From archived events to partial rows, in bounded memory: it is what a task does before the rows of all tasks are brought together. An event goes
 * the way it goes in the stream: it is evaluated, which may fail and leaves nothing behind; then its id is recorded; then it is counted.
 * Not thread-safe.
 */
public final class PartialIterator implements Iterator<Keyed> {
    /** Pieces of sessions that wait to be taken. */
    private static final int MOST_READY = 10_000;

    private final Iterator<ArchivedEvent> events;
    private final BoundPlan plan;
    private final EventTally tally;
    private final List<EventView> views = new ArrayList<>();
    private final ArrayDeque<Keyed> ready = new ArrayDeque<>();
    private final PartialRows rows;
    private final Copies copies;

    /**
     * @param events copies of an event follow each other in the order of their offsets
     * @param mostBytes heap that rows may take, roughly
     */
    public PartialIterator(Iterator<ArchivedEvent> events, BoundPlan plan, long mostBytes, EventTally tally) {
        this.events = events;
        this.plan = plan;
        this.tally = tally;
        plan.evaluations().forEach((version, evaluation) -> views.add(new EventView(plan, version, evaluation)));
        rows = new PartialRows(plan.work().partitions(), mostBytes, ready);
        copies = new Copies(plan.lateness());
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            while (events.hasNext() && !rows.isFull() && ready.size() < MOST_READY) {
                take(events.next());
            }
            if (rows.isFull() || !events.hasNext()) {
                rows.drainTo((key, value) -> ready.add(new Keyed(key, value)), plan.targets());
                return !ready.isEmpty();
            }
        }
        return true;
    }

    private void take(ArchivedEvent event) {
        if (!plan.isBelowCut(event.partition(), event.offset())) {
            return;
        }
        tally.countRead();
        try {
            for (EventView view : views) {
                view.evaluate(event);
            }
        } catch (RuntimeException unusable) {
            tally.countUnusable();
            return;
        }
        if (!copies.isFirst(event)) {
            tally.countCopy();
            return;
        }
        for (EventView view : views) {
            view.apply(event, rows);
        }
    }

    @Override
    public Keyed next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }
}
