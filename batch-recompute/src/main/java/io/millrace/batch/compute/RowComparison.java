package io.millrace.batch.compute;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.RollupState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks along two sides of sorted rows and says which pairs are not equal, bit for bit. Not thread-safe. */
public final class RowComparison {
    private final Iterator<MergedRow> computed;
    private final Iterator<MergedRow> served;
    private @Nullable MergedRow nextComputed;
    private @Nullable MergedRow nextServed;
    private final Map<Integer, Long> equal = new HashMap<>();

    /**
     * Two sides of one row that are not equal.
     *
     * @param computed empty if the events say nothing of such a row
     * @param served empty if there is no such row
     */
    public record Difference(Optional<MergedRow> computed, Optional<MergedRow> served) {
        /** Either side: they are of one row. */
        public MergedRow any() {
            return computed.or(() -> served).orElseThrow();
        }
    }

    public RowComparison(Iterator<MergedRow> computed, Iterator<MergedRow> served) {
        this.computed = computed;
        this.served = served;
        advanceComputed();
        advanceServed();
    }

    /** The next difference; empty if there is none any more. */
    public Optional<Difference> next() {
        while (nextComputed != null || nextServed != null) {
            MergedRow ours = nextComputed;
            MergedRow theirs = nextServed;
            int order = order(ours, theirs);
            if (order <= 0) {
                advanceComputed();
            }
            if (order >= 0) {
                advanceServed();
            }
            if (order == 0 && ours != null && theirs != null && isEqual(ours, theirs)) {
                equal.merge(ours.target(), 1L, Long::sum);
            } else {
                return Optional.of(new Difference(
                        order <= 0 ? Optional.ofNullable(ours) : Optional.empty(),
                        order >= 0 ? Optional.ofNullable(theirs) : Optional.empty()));
            }
        }
        return Optional.empty();
    }

    /** Rows that were equal so far. */
    public long equal() {
        return equal.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Those of a target. */
    public long equal(int target) {
        return equal.getOrDefault(target, 0L);
    }

    private static int order(@Nullable MergedRow ours, @Nullable MergedRow theirs) {
        if (ours == null || theirs == null) {
            return ours == null ? 1 : -1;
        }
        return Arrays.compareUnsigned(ours.key(), theirs.key());
    }

    private static boolean isEqual(MergedRow ours, MergedRow theirs) {
        return ours.end() == theirs.end() && Arrays.equals(bytes(ours.state()), bytes(theirs.state()));
    }

    /** The canonical form: equal knowledge, equal bytes. */
    private static byte[] bytes(RollupState state) {
        ByteWriter out = new ByteWriter();
        state.write(out);
        return out.toByteArray();
    }

    private void advanceComputed() {
        nextComputed = computed.hasNext() ? computed.next() : null;
    }

    private void advanceServed() {
        nextServed = served.hasNext() ? served.next() : null;
    }
}
