package io.millrace.batch.compute;

import io.millrace.batch.compute.RowComparison.Difference;
import io.millrace.batch.plan.BoundPlan.BoundTarget;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.RollupState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of a comparison what a limit of groups ({@code maxGroups}) decides by the order in which events came: which groups have rows of their own, and which are in the rest. The stream keeps those
 * that were there when they came, a batch those of all events. So rows that differ of one window and partition are <em>regrouped</em> if the rest is among them, and both sides come to the same in all, bit for bit. Not
 * thread-safe.
 */
public final class LimitedComparison {
    private final RowComparison rows;
    private final List<BoundTarget> computed;
    private final List<BoundTarget> served;
    private final int partitions;
    private final Queue<Difference> ready = new ArrayDeque<>();
    private @Nullable Difference ahead;
    private long regrouped;

    /**
     * @param computed targets by index
     * @param served what the other side means by them, which may measure something else
     * @param partitions of the aggregate stage
     */
    public LimitedComparison(RowComparison rows, List<BoundTarget> computed, List<BoundTarget> served, int partitions) {
        this.rows = rows;
        this.computed = computed;
        this.served = served;
        this.partitions = partitions;
        ahead = rows.next().orElse(null);
    }

    /** The next difference; empty if there is none any more. */
    public Optional<Difference> next() {
        while (ready.isEmpty() && ahead != null) {
            List<Difference> scope = takeScope(ahead);
            if (isRegrouped(scope)) {
                regrouped += scope.size();
            } else {
                ready.addAll(scope);
            }
        }
        return Optional.ofNullable(ready.poll());
    }

    /** Rows that differ, of windows whose totals do not, so far. */
    public long regrouped() {
        return regrouped;
    }

    /** The difference ahead, with those that share a limit of groups with it. */
    private List<Difference> takeScope(Difference first) {
        List<Difference> scope = new ArrayList<>();
        boolean limited =
                computed.get(first.any().target()).plan().mostGroups(partitions).isPresent();
        Difference next = first;
        while (next != null && (scope.isEmpty() || (limited && isOfOneScope(first, next)))) {
            scope.add(next);
            next = rows.next().orElse(null);
        }
        ahead = next;
        return scope;
    }

    private static boolean isOfOneScope(Difference one, Difference other) {
        byte[] key = one.any().key();
        int length = SortKey.scopeLength(key);
        return Arrays.equals(key, 0, length, other.any().key(), 0, length);
    }

    private boolean isRegrouped(List<Difference> scope) {
        return scope.stream().anyMatch(difference -> difference.any().group().isOther())
                && Arrays.equals(
                        total(scope, Difference::computed, computed), total(scope, Difference::served, served));
    }

    private static byte[] total(
            List<Difference> scope, Function<Difference, Optional<MergedRow>> side, List<BoundTarget> targets) {
        RollupState total = targets.get(scope.get(0).any().target()).plan().newState();
        scope.forEach(difference -> side.apply(difference).ifPresent(row -> total.merge(row.state())));
        ByteWriter bytes = new ByteWriter();
        total.write(bytes);
        return bytes.toByteArray();
    }
}
