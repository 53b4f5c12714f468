package io.millrace.batch.run;

import io.millrace.batch.compute.CountedEvent;
import io.millrace.batch.compute.SoughtRow;
import io.millrace.batch.plan.WorkPlan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Says of wrong rows which archived events the batch counts in them. Which ones a stored row counts nobody knows: it has what they came to. So the two are for a
 * person to compare.
 */
final class Evidence {
    /** More rows than people look at are told without events, and so are more events of a row. */
    static final int MOST_ROWS = 20;

    static final int MOST_EVENTS = 20;

    private final World world;
    private final Facts facts;

    Evidence(World world, Facts facts) {
        this.world = world;
        this.facts = facts;
    }

    /**
     * The first rows with their events, the others without, in their order.
     *
     * @param groups rows whose events are joined with lookups as of the same offset
     * @param below what was compared lies below these offsets
     */
    List<ToldRow> tell(List<List<WrongRow>> groups, long[] below) {
        List<ToldRow> told = new ArrayList<>();
        for (List<WrongRow> rows : groups) {
            int with = Math.min(rows.size(), Math.max(0, MOST_ROWS - told.size()));
            told.addAll(withEvents(rows.subList(0, with), below));
            rows.subList(with, rows.size()).forEach(row -> told.add(row.told()));
        }
        return told;
    }

    private List<ToldRow> withEvents(List<WrongRow> rows, long[] below) {
        List<WrongRow> looked = rows.stream().filter(row -> !row.isOfTheRest()).toList();
        Iterator<List<CountedEvent>> events = looked.isEmpty()
                ? List.<List<CountedEvent>>of().iterator()
                : events(looked, below).iterator();
        return rows.stream()
                .map(row ->
                        row.isOfTheRest() ? row.told() : new ToldRow(row.told().values(), Optional.of(events.next())))
                .toList();
    }

    private List<List<CountedEvent>> events(List<WrongRow> rows, long[] below) {
        WorkPlan plan = WorkPlan.of(
                        facts.record(),
                        facts.lookups(),
                        rows.stream().map(WrongRow::target).toList(),
                        facts.partitions())
                .below(below)
                .withLookupsAsOf(rows.get(0).piece().lookupsAsOf());
        List<SoughtRow> sought = IntStream.range(0, rows.size())
                .mapToObj(index -> rows.get(index).sought(index))
                .toList();
        return world.engine().events(plan, sought, MOST_EVENTS);
    }
}
