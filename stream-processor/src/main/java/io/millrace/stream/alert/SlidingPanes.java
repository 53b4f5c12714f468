package io.millrace.stream.alert;

import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Puts windows together that slide over panes. What leaves a window can't be taken away from it, so for panes that leave next there is what
 * each comes to together with those behind it: each pane is merged a fixed number of times, however many windows it is in. Mutable, not
 * thread-safe.
 */
final class SlidingPanes {
    private final RollupPlan plan;

    /** Each with all that were behind it in here; the first leaves next. */
    private final Deque<Pane> leaving = new ArrayDeque<>();

    private final List<Pane> entered = new ArrayList<>();
    private RollupState enteredTotal;

    private record Pane(long start, RollupState state) {}

    SlidingPanes(RollupPlan plan) {
        this.plan = plan;
        enteredTotal = plan.newState();
    }

    /** Adds a pane that starts later than all before. The state is then its own. */
    void add(long start, RollupState state) {
        entered.add(new Pane(start, state));
        enteredTotal.merge(state);
    }

    /** Drops the panes that start earlier. */
    void dropBefore(long start) {
        dropLeaving(start);
        if (leaving.isEmpty()) {
            turn();
            dropLeaving(start);
        }
    }

    private void dropLeaving(long start) {
        while (!leaving.isEmpty() && leaving.getFirst().start() < start) {
            leaving.removeFirst();
        }
    }

    private void turn() {
        for (int index = entered.size() - 1; index >= 0; index--) {
            Pane pane = entered.get(index);
            if (!leaving.isEmpty()) {
                pane.state().merge(leaving.getFirst().state());
            }
            leaving.addFirst(pane);
        }
        entered.clear();
        enteredTotal = plan.newState();
    }

    /** What all panes in it come to. */
    RollupState state() {
        RollupState state = plan.newState();
        if (!leaving.isEmpty()) {
            state.merge(leaving.getFirst().state());
        }
        state.merge(enteredTotal);
        return state;
    }
}
