package io.millrace.stream.dedupe;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Goes round the pipelines of the store of seen ids, and deletes the chunks of each that are too old to matter, of which the oldest come first. It may delete twice as many ids at a time as were put since the time before, so
 * what is too old goes sooner than as much is put. The ids of pipelines that are no more go by a clock, though nothing is put. Not thread-safe.
 */
final class SeenIdsPurge {
    /** Some tens of milliseconds' work. */
    private static final int DELETIONS_A_TICK = 20_000;

    /** In the order of keys. */
    private static final long LAST_PIPELINE = -1;

    /** What it costs to look at a pipeline, in deletions. */
    private static final int LOOK = 20;

    private final KeyValueStore<Bytes, byte[]> store;

    /** Where the round is; at its begin none. */
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
     * A clock ticks while a round is due: deletes some ids of pipelines that are no more, and leaps over those of others.
     *
     * @param forgetBefore as for {@link #visit}; the least long if the pipeline lives
     */
    void tick(LongUnaryOperator forgetBefore) {
        visit(DELETIONS_A_TICK, forgetBefore);
    }

    /**
     * Looks at the next pipelines and deletes of their ids those that may go.
     *
     * @param budget how many ids to delete, at about
     * @param forgetBefore of a pipeline's identity: ids appended before this can be forgotten; the least long if that is not known
     */
    void visit(int budget, LongUnaryOperator forgetBefore) {
        int left = budget;
        do {
            left -= visitOne(left, forgetBefore);
        } while (left > 0 && cursor != null);
        if (cursor == null && endsDue > 0) {
            endsDue--;
        }
    }

    /** Visits one pipeline, and says what that cost; at the end of the store the cursor goes back to its begin. */
    private int visitOne(int budget, LongUnaryOperator forgetBefore) {
        int cost = LOOK;
        List<Bytes> forgotten = new ArrayList<>();
        Bytes from = cursor == null ? IdKeys.firstChunk() : cursor;
        cursor = null;
        try (KeyValueIterator<Bytes, byte[]> chunks = store.range(from, IdKeys.lastChunk())) {
            long pipeline = chunks.hasNext() ? IdKeys.pipelineOf(chunks.peekNextKey()) : LAST_PIPELINE;
            long before = forgetBefore.applyAsLong(pipeline);
            while (chunks.hasNext()) {
                Bytes next = chunks.peekNextKey();
                if (IdKeys.pipelineOf(next) != pipeline || cost >= budget) {
                    cursor = next;
                    break;
                }
                if (IdKeys.latestOf(next) >= before) {
                    cursor = pipeline == LAST_PIPELINE ? null : IdKeys.firstChunkOf(pipeline + 1);
                    break;
                }
                forgotten.add(next);
                cost += IdChunk.mostIds(chunks.next().value);
            }
        }
        forgotten.forEach(store::delete);
        return cost;
    }
}
