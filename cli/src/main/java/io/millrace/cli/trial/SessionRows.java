package io.millrace.cli.trial;

import io.millrace.model.event.Event;
import io.millrace.model.rollup.FinishedRow;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.SessionWindows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Sessions. Those of a group never overlap: an event that joins two makes one of them, as readers of stored pieces do. */
final class SessionRows extends RollupRows {
    private static final Comparator<FinishedRow> ORDER =
            Comparator.comparingLong(FinishedRow::windowStart).thenComparing(FinishedRow::group);

    private final SessionWindows windows;
    private final Map<GroupKey, TreeMap<Long, Session>> groups = new HashMap<>();

    private record Session(long end, RollupState state) {}

    SessionRows(RollupPlan plan, SessionWindows windows) {
        super(plan);
        this.windows = windows;
    }

    @Override
    void add(Event event, GroupKey group) {
        long start = event.eventTime();
        long end = windows.endOf(start);
        TreeMap<Long, Session> sessions = groups.computeIfAbsent(group, key -> new TreeMap<>());
        long firstStart = start;
        long lastEnd = end;
        List<RollupState> states = new ArrayList<>(2);
        Map.Entry<Long, Session> before = sessions.floorEntry(start);
        long from = before == null ? start : before.getKey();
        for (Map.Entry<Long, Session> entry :
                List.copyOf(sessions.subMap(from, true, end, false).entrySet())) {
            if (SessionWindows.overlap(entry.getKey(), entry.getValue().end(), start, end)) {
                firstStart = Math.min(firstStart, entry.getKey());
                lastEnd = Math.max(lastEnd, entry.getValue().end());
                states.add(entry.getValue().state());
                sessions.remove(entry.getKey());
            }
        }
        RollupState state = states.isEmpty() ? plan().newState() : states.get(0);
        states.stream().skip(1).forEach(other -> merge(other, state));
        state.add(event);
        sessions.put(firstStart, new Session(lastEnd, state));
    }

    @Override
    Stream<FinishedRow> rows(LongPredicate isClosed) {
        List<FinishedRow> rows = new ArrayList<>();
        groups.forEach((group, sessions) -> sessions.forEach((start, session) ->
                rows.add(new FinishedRow(start, session.end(), isClosed.test(session.end()), group, session.state()))));
        rows.sort(ORDER);
        return rows.stream();
    }
}
