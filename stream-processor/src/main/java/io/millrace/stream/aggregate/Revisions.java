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
 * revision smaller, since the counter is part of the state that moves with the partition. Not thread-safe.
 */
final class Revisions {
    /** Not the key of a row: those begin with a format, which is not 0. */
    private static final Bytes KEY = Bytes.wrap(new byte[] {0});

    private final KeyValueStore<Bytes, byte[]> store;
    private final Clock clock;
    private long last;

    Revisions(KeyValueStore<Bytes, byte[]> store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Goes on from what was saved. */
    void resume() {
        byte[] stored = store.get(KEY);
        last = stored == null ? 0 : new ByteReader(stored).readLongBigEndian();
    }

    /** Greater than all before; between {@link #resume} and {@link #save}. */
    long next() {
        Instant now = clock.instant();
        long micros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
        last = Math.max(micros, last + 1);
        return last;
    }

    void save() {
        ByteWriter value = new ByteWriter(Long.BYTES);
        value.writeLongBigEndian(last);
        store.put(KEY, value.toByteArray());
    }
}
