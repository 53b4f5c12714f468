package io.millrace.stream.alert;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What time it is for a pipeline, by which its windows are over. While events come, its stream time: a window is not taken for empty as long as
 * its events may not have been read. When all is read and nothing comes, wall clock, less by what the greatest event time was behind it when
 * it came: a pipeline that is fed with a delay, or with history, has a clock that is as much behind. Store: under {@link #KEY} and a
 * pipeline's name that lag (8 bytes, big-endian). Times are ms since the epoch. Not thread-safe.
 */
final class AlertClocks {
    /** What keys of lags begin with. */
    static final byte KEY = 0;

    /** Of no use for a window to be over: before all windows. */
    static final long UNKNOWN = Long.MIN_VALUE;

    /** An idle pipeline may only seem so until the route stage has reported, when both have just begun. */
    private static final long SETTLING = 30_000;

    /** Smaller changes of a lag are not kept. */
    private static final long STEP = 1_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Clock clock;
    private final Map<String, Lag> lags = new HashMap<>();
    private long begun;

    private static final class Lag {
        private long greatest = UNKNOWN;
        private long millis;
        private long saved = -1;
    }

    AlertClocks(KeyValueStore<Bytes, byte[]> store, Clock clock) {
        this.store = store;
        this.clock = clock;
        begun = clock.millis();
    }

    void discard() {
        lags.clear();
        begun = clock.millis();
    }

    /** Before all times if no event of the pipeline came yet. */
    long now(String tenant, String pipeline, TimeReading reading) {
        if (reading.greatest() == UNKNOWN) {
            return UNKNOWN;
        }
        long wall = clock.millis();
        Lag lag = lags.computeIfAbsent(tenant + "/" + pipeline, this::load);
        if (reading.greatest() > lag.greatest) {
            boolean known = lag.greatest == UNKNOWN && lag.saved >= 0;
            lag.greatest = reading.greatest();
            // What is found at the beginning came long before.
            lag.millis = known ? lag.saved : Math.max(0, wall - reading.greatest());
        }
        return reading.idle() && wall - begun >= SETTLING ? wall - lag.millis : Math.min(wall, reading.streamTime());
    }

    private Lag load(String pipeline) {
        Lag lag = new Lag();
        byte[] stored = store.get(keyOf(pipeline));
        if (stored != null) {
            lag.saved = new ByteReader(stored).readLongBigEndian();
        }
        return lag;
    }

    /** Keeps what changed. */
    void save() {
        lags.forEach((pipeline, lag) -> {
            if (lag.greatest != UNKNOWN && (lag.saved < 0 || Math.abs(lag.millis - lag.saved) >= STEP)) {
                ByteWriter out = new ByteWriter(Long.BYTES);
                out.writeLongBigEndian(lag.millis);
                store.put(keyOf(pipeline), out.toByteArray());
                lag.saved = lag.millis;
            }
        });
    }

    /**
     * Forgets pipelines.
     *
     * @param gone says by tenant and name which
     */
    void forget(BiPredicate<String, String> gone) {
        List<Bytes> keys = new ArrayList<>();
        Bytes end = Bytes.wrap(new byte[] {KEY + 1});
        try (KeyValueIterator<Bytes, byte[]> stored = store.range(Bytes.wrap(new byte[] {KEY}), end)) {
            while (stored.hasNext() && stored.peekNextKey().get()[0] == KEY) {
                keys.add(stored.next().key);
            }
        }
        for (Bytes key : keys) {
            String pipeline = new String(key.get(), 1, key.get().length - 1, StandardCharsets.UTF_8);
            int slash = pipeline.indexOf('/');
            if (gone.test(pipeline.substring(0, slash), pipeline.substring(slash + 1))) {
                store.delete(key);
                lags.remove(pipeline);
            }
        }
    }

    private static Bytes keyOf(String pipeline) {
        ByteWriter key = new ByteWriter(64);
        key.writeByte(KEY);
        key.writeBytes(pipeline.getBytes(StandardCharsets.UTF_8));
        return Bytes.wrap(key.toByteArray());
    }
}
