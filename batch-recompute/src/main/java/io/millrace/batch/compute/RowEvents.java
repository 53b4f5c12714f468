package io.millrace.batch.compute;

import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.BoundPlan.BoundTarget;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.Event;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Finds the events that some rows count: of each the first, by time, and no more than so many. Not thread-safe. */
public final class RowEvents {
    private final List<SoughtRow> rows;
    private final int most;
    private final EventWay way;
    private final List<TreeSet<CountedEvent>> found = new ArrayList<>();
    private final ByteWriter group = new ByteWriter();

    /**
     * @param most events of a row
     */
    public RowEvents(BoundPlan plan, List<SoughtRow> rows, int most) {
        this.rows = rows;
        this.most = most;
        way = new EventWay(plan, new EventTally());
        rows.forEach(row -> found.add(new TreeSet<>()));
    }

    /**
     * Looks through events.
     *
     * @param events copies of an event follow each other in the order of their offsets
     * @return by row
     */
    public List<List<CountedEvent>> find(Iterator<ArchivedEvent> events) {
        while (events.hasNext()) {
            ArchivedEvent archived = events.next();
            way.take(archived, (target, event) -> add(target, event, archived));
        }
        return found.stream().map(row -> List.copyOf(row)).toList();
    }

    private void add(BoundTarget target, Event event, ArchivedEvent archived) {
        group.reset();
        target.plan().groups().encode(event, group);
        for (int index = 0; index < rows.size(); index++) {
            if (rows.get(index).counts(target.index(), group.array(), group.length(), event.eventTime())) {
                keep(CountedEvent.of(archived), found.get(index));
            }
        }
    }

    private void keep(CountedEvent event, NavigableSet<CountedEvent> kept) {
        kept.add(event);
        if (kept.size() > most) {
            kept.pollLast();
        }
    }
}
