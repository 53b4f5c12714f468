package io.millrace.stream.route;

import io.millrace.model.bytes.ByteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Goes round the store of seen ids, a slice at a time, and deletes what is too old to matter. A slice is as large as what was put since the one
 * before, so one round takes about as long as the store takes to be written once: an id stays for at most about twice its
 * pipeline's lateness. The ids of pipelines that are no more go by a clock, though nothing is put. Not thread-safe.
 */
final class SeenIdsPurge {
    /** Some tens of milliseconds' work. */
    private static final int VISITS_A_TICK = 20_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private @Nullable Bytes cursor;

    /** How often the end of the store is still to be reached. */
    private int endsDue;

    SeenIdsPurge(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Pipelines that are no more may have left something behind. */
    void demandRound() {
        // The rest of the round, and one from the beginning up to where it is now.
        endsDue = cursor == null ? 1 : 2;
    }

    boolean isRoundDue() {
        return endsDue > 0;
    }

    /**
     * A clock ticks while a round is due: visits some ids of pipelines that are no more, and leaps over those of others.
     *
     * @param forgetBefore as for {@link #visit}; the least long if the pipeline lives
     */
    void tick(LongUnaryOperator forgetBefore) {
        visit(VISITS_A_TICK, forgetBefore);
    }

    /**
     * Looks at the next ids and deletes those that may go.
     *
     * @param budget how many ids to look at
     * @param forgetBefore of a pipeline's identity: ids appended before this can be forgotten; the least long if that is not known
     */
    void visit(int budget, LongUnaryOperator forgetBefore) {
        List<Bytes> forgotten = new ArrayList<>();
        int left = budget;
        while (left > 0) {
            left -= visitOne(left, forgetBefore, forgotten);
            if (cursor == null) {
                break;
            }
        }
        if (cursor == null && endsDue > 0) {
            endsDue--;
        }
        forgotten.forEach(store::delete);
    }

    /** Visits ids of one pipeline, and says how many steps that took; at the end of the store the cursor goes back to its begin. */
    private int visitOne(int budget, LongUnaryOperator forgetBefore, List<Bytes> forgotten) {
        int steps = 0;
        try (KeyValueIterator<Bytes, byte[]> ids = store.range(cursor, null)) {
            long pipeline = 0;
            long before = Long.MIN_VALUE;
            while (ids.hasNext()) {
                KeyValue<Bytes, byte[]> id = ids.next();
                long owner = new ByteReader(id.key.get()).readLongBigEndian();
                if (steps == 0) {
                    pipeline = owner;
                    before = forgetBefore.applyAsLong(pipeline);
                }
                if (steps == budget || owner != pipeline) {
                    cursor = id.key;
                    return steps;
                }
                steps++;
                if (before == Long.MIN_VALUE) {
                    // Nothing is known of this pipeline yet: on to the next.
                    cursor = pipeline == -1 ? null : SeenIds.firstKeyOf(pipeline + 1);
                    return steps;
                }
                if (SeenIds.appendTimeOf(id.value) < before) {
                    forgotten.add(id.key);
                }
            }
            cursor = null;
        }
        return steps;
    }
}
