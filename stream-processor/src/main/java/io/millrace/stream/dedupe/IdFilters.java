package io.millrace.stream.dedupe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * An {@link IdFilter} a pipeline: nearly every id is new, and what is surely not in the store need not be looked for there. A filter is of use
 * once it holds all that the store does: the ids that a pipeline already has there are read at its first event, ten million a second. What it can't hold within its share of memory it does not filter. Not thread-safe.
 */
final class IdFilters {
    private final KeyValueStore<Bytes, byte[]> store;
    private final long mostBytes;
    private final Map<Long, Filtered> all = new HashMap<>();

    /** Whose turn it is to let go of what is too old. */
    private final Deque<Filtered> turns = new ArrayDeque<>();

    private @Nullable Filtered last;
    private long bytes;

    private static final class Filtered {
        private final long pipeline;
        private final IdFilter filter = new IdFilter();
        private boolean tooLarge;

        Filtered(long pipeline) {
            this.pipeline = pipeline;
        }
    }

    /**
     * @param mostBytes heap that all filters together may take
     */
    IdFilters(KeyValueStore<Bytes, byte[]> store, long mostBytes) {
        this.store = store;
        this.mostBytes = mostBytes;
    }

    /** Whether an id may be in the store. */
    boolean mayBeStored(long pipeline, long high, long low) {
        Filtered filtered = of(pipeline);
        return filtered.tooLarge || filtered.filter.mayHold(IdBloom.hash(high, low));
    }

    /** An id goes into the store, now or with the transaction at hand. */
    void add(long pipeline, long high, long low, long appendTime) {
        add(of(pipeline), high, low, appendTime);
    }

    private void add(Filtered filtered, long high, long low, long appendTime) {
        if (filtered.tooLarge) {
            return;
        }
        bytes += filtered.filter.add(IdBloom.hash(high, low), appendTime);
        if (bytes > mostBytes) {
            bytes -= filtered.filter.bytes();
            filtered.filter.forgetBefore(Long.MAX_VALUE);
            filtered.tooLarge = true;
        }
    }

    /** Nearly always that of the id before. */
    private Filtered of(long pipeline) {
        Filtered filtered = last;
        if (filtered == null || filtered.pipeline != pipeline) {
            filtered = all.get(pipeline);
            if (filtered == null) {
                filtered = new Filtered(pipeline);
                all.put(pipeline, filtered);
                turns.add(filtered);
                load(filtered);
            }
            last = filtered;
        }
        return filtered;
    }

    /**
     * The ids of a transaction are in the store: lets go of what is too old, a pipeline at a time.
     *
     * @param forgetBefore of a pipeline's identity: ids appended before this don't matter; the greatest long if it is no more
     */
    void drained(LongUnaryOperator forgetBefore) {
        Filtered turn = turns.poll();
        if (turn != null) {
            long before = forgetBefore.applyAsLong(turn.pipeline);
            if (before < Long.MAX_VALUE) {
                bytes -= turn.filter.forgetBefore(before);
                turns.add(turn);
            } else {
                forget(turn);
            }
        }
    }

    /**
     * Lets go of the filters of all pipelines that are no more, while all that was added is in the store.
     *
     * @param forgetBefore of a pipeline's identity: the greatest long if it is no more
     */
    void forgetGone(LongUnaryOperator forgetBefore) {
        List<Filtered> gone = turns.stream()
                .filter(filtered -> forgetBefore.applyAsLong(filtered.pipeline) == Long.MAX_VALUE)
                .toList();
        turns.removeAll(gone);
        gone.forEach(this::forget);
    }

    /** Its pipeline is no more. */
    private void forget(Filtered filtered) {
        bytes -= filtered.filter.forgetBefore(Long.MAX_VALUE);
        all.remove(filtered.pipeline);
        last = null;
    }

    private void load(Filtered filtered) {
        try (KeyValueIterator<Bytes, byte[]> chunks =
                store.range(IdKeys.firstChunkOf(filtered.pipeline), IdKeys.lastChunkOf(filtered.pipeline))) {
            while (chunks.hasNext() && !filtered.tooLarge) {
                IdChunk.forEach(chunks.next().value, (high, low, appendTime) -> add(filtered, high, low, appendTime));
            }
        }
    }

    /** The store may be another, or hold other things. */
    void discard() {
        all.clear();
        turns.clear();
        last = null;
        bytes = 0;
    }
}
