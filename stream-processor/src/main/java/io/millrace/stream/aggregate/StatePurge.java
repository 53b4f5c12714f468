package io.millrace.stream.aggregate;

import io.millrace.kafka.definitions.Definitions;
import io.millrace.model.bytes.ByteReader;
import io.millrace.stream.partial.Partial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Goes round the store of live rows, a slice at a time, and deletes the state of what has closed and of rollups that are no more. Two rows are
 * looked at for each that is new, so a round sees half as many rows come as it goes by: there are never many more than twice as many rows as live ones.
 * One is looked at for every few that are written again. Where nothing is written a clock has it go round once whenever something may have come to its end, and rest
 * then. Only frees room: whether a row has closed is asked of its {@link PipelineTime}. Not thread-safe.
 */
final class StatePurge {
    /** As many rows make it worth opening an iterator. */
    private static final int LEAST_VISIT = 100;

    private static final int VISITS_A_NEW_ROW = 2;
    private static final int WRITES_A_VISIT = 8;

    /** Some milliseconds' work; a task that writes as many rows meanwhile does without. */
    private static final int VISITS_A_TICK = 2_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Definitions definitions;
    private final PipelineTimes times;
    private final StateTotals totals;
    private @Nullable Bytes cursor;
    private byte[] target = {};
    private String tenant = "";
    private String pipeline = "";
    private Optional<PipelineTime> timeOfTarget = Optional.empty();
    private boolean targetMayBeRead;
    private int visitsDue;
    private int writtenSinceTick;

    /** How often the end of the store is still to be reached. */
    private int endsDue;

    private long definitionsLookedAt = Long.MIN_VALUE;
    private long closingsLookedAt = Long.MIN_VALUE;

    StatePurge(KeyValueStore<Bytes, byte[]> store, Definitions definitions, PipelineTimes times, StateTotals totals) {
        this.store = store;
        this.definitions = definitions;
        this.times = times;
        this.totals = totals;
    }

    /**
     * Rows were written: looks at as many as that makes due, now or when it is worth it.
     *
     * @param newRows how many of them were not there before
     */
    void drained(int written, int newRows) {
        writtenSinceTick += written;
        visitsDue += VISITS_A_NEW_ROW * newRows + (written + WRITES_A_VISIT - 1) / WRITES_A_VISIT;
        if (visitsDue >= LEAST_VISIT && times.isUpToDate()) {
            visit(visitsDue);
            visitsDue = 0;
        }
    }

    /**
     * A clock ticks: until all rows have been looked at that were there when definitions, or the time of a pipeline, were last seen to change, the next drain looks at
     * some. Rows that changed are written before that, as with any drain.
     */
    void tick() {
        if (!times.isUpToDate()) {
            return;
        }
        if (definitions.offset() != definitionsLookedAt || times.closings() != closingsLookedAt) {
            definitionsLookedAt = definitions.offset();
            closingsLookedAt = times.closings();
            // The rest of the round, and one from the beginning up to where it is now.
            endsDue = cursor == null ? 1 : 2;
        }
        if (endsDue > 0) {
            visitsDue = Math.max(visitsDue, VISITS_A_TICK - writtenSinceTick);
        }
        writtenSinceTick = 0;
    }

    private void visit(int budget) {
        List<Bytes> closed = new ArrayList<>();
        target = new byte[0];
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(cursor, null)) {
            int left = budget;
            while (left > 0 && rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                left--;
                if (row.key.get()[0] == RowStore.NO_ROW) {
                    if (isDone(row.key.get(), row.value)) {
                        closed.add(row.key);
                    }
                } else if (isClosed(row.key.get(), row.value)) {
                    closed.add(row.key);
                    totals.add(tenant, pipeline, -1, -row.key.get().length - row.value.length);
                }
            }
            cursor = rows.hasNext() ? rows.peekNextKey() : null;
        }
        if (cursor == null && endsDue > 0) {
            endsDue--;
        }
        closed.forEach(store::delete);
    }

    /** Of what is kept beside rows, only limits of groups end. */
    private boolean isDone(byte[] key, byte[] value) {
        if (key.length < 2 || (key[1] != WindowLimit.LIMIT && key[1] != WindowLimit.KEPT)) {
            return false;
        }
        ByteReader in = new ByteReader(key, 2, key.length - 2);
        Partial.Target owner = Partial.readTarget(in);
        Optional<PipelineTime> time = timeOf(owner);
        return time.isEmpty()
                ? definitions.unreadable(owner.tenant(), owner.pipeline()).isEmpty()
                : WindowLimit.isDone(key[1], in, value, time.get());
    }

    private Optional<PipelineTime> timeOf(Partial.Target owner) {
        return times.find(owner.tenant(), owner.pipeline())
                .filter(found ->
                        found.rollup(owner.rollup(), owner.generation()).isPresent())
                .map(times::of);
    }

    private boolean isClosed(byte[] key, byte[] value) {
        if (!belongsToTarget(key)) {
            readTarget(key);
        }
        if (timeOfTarget.isEmpty()) {
            return !targetMayBeRead;
        }
        StoredRow row = StoredRow.read(RowStore.windowStartOf(key), new ByteReader(value));
        return timeOfTarget.get().isClosed(row.closesAt());
    }

    private boolean belongsToTarget(byte[] key) {
        return target.length > 0
                && key.length >= target.length
                && Arrays.equals(key, 0, target.length, target, 0, target.length);
    }

    /** Rows of one generation of a rollup follow each other. */
    private void readTarget(byte[] key) {
        ByteReader in = new ByteReader(key);
        Partial.Target read = Partial.readTarget(in);
        target = Arrays.copyOf(key, in.position());
        tenant = read.tenant();
        pipeline = read.pipeline();
        timeOfTarget = timeOf(read);
        // By a version of this program that can read the definition.
        targetMayBeRead = definitions.unreadable(read.tenant(), read.pipeline()).isPresent();
    }
}
