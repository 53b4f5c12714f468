package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * One counter a partition, in µs since the epoch, that only grows: neither a clock that steps back nor a host whose clock is behind makes a row's
 * revision smaller, since the counter is part of the state that moves with the partition. Parts are numbered from it too. Not thread-safe.
 */
final class Revisions {
    private static final Bytes KEY = Bytes.wrap(new byte[] {RowStore.NO_ROW});

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Clock clock;
    private long last = UNKNOWN;
    private boolean changed;

    Revisions(KeyValueStore<Bytes, byte[]> store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Greater than all before, of any host. */
    long next() {
        if (last == UNKNOWN) {
            byte[] stored = store.get(KEY);
            last = stored == null ? 0 : new ByteReader(stored).readLongBigEndian();
        }
        Instant now = clock.instant();
        long micros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
        last = Math.max(micros, last + 1);
        changed = true;
        return last;
    }

    /** Also unlike all that the other partitions of that many ever give in this way. */
    long next(int partition, int partitions) {
        long next = next();
        while (next % partitions != partition) {
            next = next();
        }
        return next;
    }

    /** Must happen before the transaction that used {@link #next} ends. */
    void save() {
        if (changed) {
            ByteWriter value = new ByteWriter(Long.BYTES);
            value.writeLongBigEndian(last);
            store.put(KEY, value.toByteArray());
            changed = false;
        }
    }

    /** Forgets what was not saved. */
    void discard() {
        last = UNKNOWN;
        changed = false;
    }
}
