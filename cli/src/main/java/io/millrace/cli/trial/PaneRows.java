package io.millrace.cli.trial;

import io.millrace.model.event.Event;
import io.millrace.model.rollup.FinishedRow;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.TumblingWindows;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Rows of tumbling windows, and of hopping ones, which are put together from panes when they are asked for. */
final class PaneRows extends RollupRows {
    /** As the stream-processor ranks groups where there are more than {@code maxGroups}. */
    private static final Comparator<GroupKey> RANK = ((Comparator<GroupKey>)
                    (one, other) -> Long.compareUnsigned(one.hash(), other.hash()))
            .thenComparing(Comparator.naturalOrder());

    private final TumblingWindows panes;
    private final TreeMap<Long, Map<GroupKey, RollupState>> states = new TreeMap<>();

    PaneRows(RollupPlan plan, TumblingWindows panes) {
        super(plan);
        this.panes = panes;
    }

    @Override
    void add(Event event, GroupKey group) {
        states.computeIfAbsent(panes.startOf(event.eventTime()), start -> new HashMap<>())
                .computeIfAbsent(group, key -> plan().newState())
                .add(event);
    }

    @Override
    Stream<FinishedRow> rows(LongPredicate isClosed) {
        if (plan().windows() instanceof HoppingWindows hopping) {
            return startsOf(hopping).stream().flatMap(start -> rows(start, hopping.endOf(start), isClosed));
        }
        return states.keySet().stream().flatMap(start -> rows(start, panes.endOf(start), isClosed));
    }

    private NavigableSet<Long> startsOf(HoppingWindows hopping) {
        NavigableSet<Long> starts = new TreeSet<>();
        for (long pane : states.keySet()) {
            for (long start = hopping.firstStartWith(pane); start <= pane; start += hopping.advance()) {
                starts.add(start);
            }
        }
        return starts;
    }

    private Stream<FinishedRow> rows(long start, long end, LongPredicate isClosed) {
        TreeMap<GroupKey, RollupState> groups = new TreeMap<>();
        for (Map<GroupKey, RollupState> pane :
                states.subMap(start, true, end, false).values()) {
            limited(pane)
                    .forEach((group, state) -> merge(state, groups.computeIfAbsent(group, key -> plan().newState())));
        }
        boolean closed = isClosed.test(end);
        return groups.entrySet().stream()
                .map(entry -> new FinishedRow(start, end, closed, entry.getKey(), entry.getValue()));
    }

    /** The groups of a pane, those beyond {@code maxGroups} as one. */
    private Map<GroupKey, RollupState> limited(Map<GroupKey, RollupState> pane) {
        OptionalInt most = plan().definition().maxGroups();
        if (most.isEmpty() || pane.size() <= most.getAsInt()) {
            return pane;
        }
        List<GroupKey> ranked = pane.keySet().stream().sorted(RANK).toList();
        Map<GroupKey, RollupState> kept = new HashMap<>();
        ranked.subList(0, most.getAsInt()).forEach(group -> kept.put(group, stateOf(group, pane)));
        RollupState other = plan().newState();
        ranked.subList(most.getAsInt(), ranked.size()).forEach(group -> merge(stateOf(group, pane), other));
        kept.put(GroupKey.OTHER, other);
        return kept;
    }

    private RollupState stateOf(GroupKey group, Map<GroupKey, RollupState> pane) {
        return pane.getOrDefault(group, plan().newState());
    }
}
