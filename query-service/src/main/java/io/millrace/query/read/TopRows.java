package io.millrace.query.read;

import io.millrace.model.measure.Measure;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.value.Value;
import io.millrace.query.request.RollupQuery;
import io.millrace.query.request.RowOrder;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** The first rows in the order of a measure: of all, or of each window. Ties are in the order of window and group. Thread-safe. */
final class TopRows implements KeptRows {
    private final RollupPlan plan;
    private final int measure;
    private final boolean perWindow;
    private final int limit;
    private final int most;
    private final Comparator<Ranked> order;
    private final TreeMap<Long, PriorityQueue<Ranked>> lastOnTop = new TreeMap<>();
    private int size;

    private record Ranked(FoundRow row, Value value) {}

    /**
     * @param limit of all, or of each window
     * @param most rows in all
     */
    TopRows(RollupQuery query, RowOrder order, int limit, int most) {
        plan = query.rollup().plan();
        measure = plan.measures().stream().map(Measure::name).toList().indexOf(order.measure());
        perWindow = order.perWindow();
        this.limit = limit;
        this.most = most;
        this.order = Comparator.comparing(Ranked::value, new ValueOrder(order.descending()))
                .thenComparing(Ranked::row, FoundRow.ORDER);
    }

    /** What a row's parts come to decides, not where it stands. */
    @Override
    public boolean wants(long windowStart, GroupKey group) {
        return true;
    }

    /**
     * @throws TooMuchAskedException if there are more windows than rows that may be kept
     */
    @Override
    public void offer(FoundRow row) {
        Ranked ranked = new Ranked(row, value(row));
        synchronized (this) {
            PriorityQueue<Ranked> queue = lastOnTop.computeIfAbsent(
                    perWindow ? row.windowStart() : 0L, key -> new PriorityQueue<>(order.reversed()));
            queue.add(ranked);
            size++;
            if (queue.size() > limit) {
                queue.remove();
                size--;
            }
            if (size > most) {
                throw new TooMuchAskedException("the windows of the interval have more than " + most
                        + " rows together; ask for less time, fewer rows of each window or a coarser granularity");
            }
        }
    }

    private Value value(FoundRow row) {
        RollupState state = row.merged(plan);
        return measure < 0 ? new Value.Whole(state.events()) : state.finish(measure);
    }

    synchronized List<FoundRow> inOrder() {
        return lastOnTop.values().stream()
                .flatMap(queue -> queue.stream().sorted(order))
                .map(Ranked::row)
                .toList();
    }
}
