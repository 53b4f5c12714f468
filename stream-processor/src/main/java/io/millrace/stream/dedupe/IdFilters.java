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
 * once it holds all that the store does: of a pipeline that was here before, its ids are read first, as many as may be at its first event and at each
 * drain, and every id is looked up as long. What it can't hold within its share of memory it does not filter. Not thread-safe.
 */
final class IdFilters {
    private static final int MOST_READ_AT_ONCE = 2_000_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final long mostBytes;
    private final int mostReadAtOnce;
    private final Map<Long, Filtered> all = new HashMap<>();
    private final Deque<Filtered> loading = new ArrayDeque<>();

    /** Whose turn it is to let go of what is too old. */
    private final Deque<Filtered> turns = new ArrayDeque<>();

    private @Nullable Filtered last;
    private long bytes;

    private enum State {
        LOADING,
        COMPLETE,
        TOO_LARGE
    }

    private static final class Filtered {
        private final long pipeline;
        private final IdFilter filter = new IdFilter();
        private State state = State.LOADING;
        private Bytes cursor;

        Filtered(long pipeline) {
            this.pipeline = pipeline;
            cursor = IdKeys.firstChunkOf(pipeline);
        }
    }

    /**
     * @param mostBytes heap that all filters together may take
     */
    IdFilters(KeyValueStore<Bytes, byte[]> store, long mostBytes) {
        this(store, mostBytes, MOST_READ_AT_ONCE);
    }

    /**
     * @param mostReadAtOnce ids, at about: as many as take some tenths of a second, for all events of the thread wait meanwhile
     */
    IdFilters(KeyValueStore<Bytes, byte[]> store, long mostBytes, int mostReadAtOnce) {
        this.store = store;
        this.mostBytes = mostBytes;
        this.mostReadAtOnce = mostReadAtOnce;
    }

    /**
     * Whether an id may be in the store.
     *
     * @param hash of the id, {@link IdBloom#hash}
     */
    boolean mayBeStored(long pipeline, long hash) {
        Filtered filtered = of(pipeline);
        return filtered.state != State.COMPLETE || filtered.filter.mayHold(hash);
    }

    /** An id goes into the store, now or with the transaction at hand. */
    void add(long pipeline, long hash, long appendTime) {
        add(of(pipeline), hash, appendTime);
    }

    private void add(Filtered filtered, long hash, long appendTime) {
        if (filtered.state == State.TOO_LARGE) {
            return;
        }
        bytes += filtered.filter.add(hash, appendTime);
        if (bytes > mostBytes) {
            bytes -= filtered.filter.bytes();
            filtered.filter.forgetBefore(Long.MAX_VALUE);
            filtered.state = State.TOO_LARGE;
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
                if (filtered.state == State.LOADING) {
                    loading.add(filtered);
                }
            }
            last = filtered;
        }
        return filtered;
    }

    /**
     * The ids of a transaction are in the store: reads some of what is still to be read, and lets go of what is too old, a pipeline at a time.
     *
     * @param forgetBefore of a pipeline's identity: ids appended before this don't matter; the greatest long if it is no more
     */
    void drained(LongUnaryOperator forgetBefore) {
        Filtered next = loading.peek();
        if (next != null) {
            load(next);
            if (next.state != State.LOADING) {
                loading.remove();
            }
        }
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
        loading.remove(filtered);
        last = null;
    }

    private void load(Filtered filtered) {
        int left = mostReadAtOnce;
        try (KeyValueIterator<Bytes, byte[]> chunks =
                store.range(filtered.cursor, IdKeys.lastChunkOf(filtered.pipeline))) {
            while (chunks.hasNext() && filtered.state == State.LOADING) {
                if (left <= 0) {
                    filtered.cursor = chunks.peekNextKey();
                    return;
                }
                byte[] chunk = chunks.next().value;
                left -= IdChunk.mostIds(chunk);
                IdChunk.forEach(chunk, (high, low, appendTime) -> add(filtered, IdBloom.hash(high, low), appendTime));
            }
        }
        if (filtered.state == State.LOADING) {
            filtered.state = State.COMPLETE;
        }
    }

    /** The store may be another, or hold other things. */
    void discard() {
        all.clear();
        loading.clear();
        turns.clear();
        last = null;
        bytes = 0;
    }
}
