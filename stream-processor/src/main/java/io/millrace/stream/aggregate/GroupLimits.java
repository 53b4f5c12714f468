package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.stage.StageMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps windows to {@code maxGroups}: each partition keeps its share of a window's groups apart, and what the rest came to goes into the row of
 * {@link GroupKey#OTHER}. Totals stay exact. Not thread-safe.
 */
final class GroupLimits {
    private static final Logger LOG = LoggerFactory.getLogger(GroupLimits.class);

    /** Windows held in memory between commits: more are read again when needed. */
    private static final int MOST_HELD = 10_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final int partitions;
    private final Rows rows;
    private final Map<Bytes, WindowLimit> limits = new HashMap<>();
    private final List<WindowLimit> touched = new ArrayList<>();
    private final Map<RollupName, Long> limited = new HashMap<>();

    /** The limit that was asked for last, by what and when. */
    private @Nullable WindowLimit last;

    private byte[] lastTarget = {};
    private long lastStart;

    private record RollupName(String tenant, String pipeline, String rollup) {}

    /** The rows in memory. */
    interface Rows {
        /** The row of a window, loaded if need be. */
        HotWindow find(byte[] partialKey, long windowStart);

        /** A row changed. */
        void changed(HotWindow row);

        /** Sends on and saves everything that changed. */
        void drain();
    }

    /**
     * @param partitions that share the groups of a rollup
     */
    GroupLimits(KeyValueStore<Bytes, byte[]> store, int partitions, Rows rows) {
        this.store = store;
        this.partitions = partitions;
        this.rows = rows;
    }

    /**
     * The row of the rest of a window's groups, if it is certain that a group is counted there: of a rollup that has far too many nearly all are, and to look for
     * each group's own row would be most of the work.
     *
     * @param key of a partial aggregate
     */
    @Nullable
    HotWindow rest(Targets.Known target, ByteReader key, long windowStart) {
        if (!target.isLimited()) {
            return null;
        }
        WindowLimit limit = known(target, windowStart);
        int targetLength = target.bytes().length;
        if (limit == null
                || target.time().isClosed(limit.closesAt())
                || !limit.refuses(key.array(), key.position() + targetLength, key.remaining() - targetLength)) {
            return null;
        }
        if (limit.touch()) {
            touched.add(limit);
        }
        count(target.target());
        HotWindow other = rows.find(target.keyOfRest(), windowStart);
        if (!other.isLive()) {
            other.begin(limit.closesAt());
        }
        return other;
    }

    private @Nullable WindowLimit known(Targets.Known target, long windowStart) {
        if (last == null || windowStart != lastStart || !Arrays.equals(target.bytes(), lastTarget)) {
            last = limits.get(Bytes.wrap(placeOf(target.bytes(), windowStart)));
            lastTarget = target.bytes();
            lastStart = windowStart;
        }
        return last;
    }

    /** Where a partial aggregate goes that is of the group of {@code row}: into that or the one of the rest. It is live then. */
    HotWindow place(HotWindow row) {
        RowGroup group = row.group();
        int maxGroups = group.rollup().plan().definition().maxGroups().orElse(0);
        if (maxGroups == 0) {
            return row;
        }
        WindowLimit limit = of(row);
        PipelineTime time = row.time();
        if (time.isClosed(limit.closesAt())) {
            if (limit.isTouched() || time.hasJustClosed(limit.closesAt())) {
                rows.drain();
                limit = of(row);
            }
            limit.begin(time.partClosesAt(), time);
        }
        if (limit.touch()) {
            touched.add(limit);
        }
        if (row.isLive()) {
            return row;
        }
        boolean overflowed = limit.hasOverflowed();
        int share = group.rollup().plan().mostGroups(partitions).orElseThrow();
        WindowLimit.Admission admission = limit.admit(rankOf(group.group()), share);
        if (admission.isAdmitted() && admission.pushedOut() == null) {
            row.begin(limit.closesAt());
            return row;
        }
        tellLimited(row, share, overflowed);
        HotWindow other = rows.find(keyOf(group, GroupKey.OTHER.bytes()), row.windowStart());
        if (!other.isLive()) {
            other.begin(limit.closesAt());
        }
        byte[] pushedOut = admission.pushedOut();
        if (pushedOut == null) {
            return other;
        }
        HotWindow victim =
                rows.find(keyOf(group, Arrays.copyOfRange(pushedOut, Long.BYTES, pushedOut.length)), row.windowStart());
        victim.moveInto(other);
        rows.changed(victim);
        rows.changed(other);
        row.begin(limit.closesAt());
        return row;
    }

    private void tellLimited(HotWindow row, int share, boolean overflowedBefore) {
        Partial.Target target = row.group().target();
        count(target);
        if (!overflowedBefore) {
            LOG.warn(
                    "tenant={} pipeline={} rollup={} window={}: more groups than maxGroups allows ({} in this"
                            + " partition); the rest is counted as one",
                    target.tenant(),
                    target.pipeline(),
                    target.rollup(),
                    Instant.ofEpochMilli(row.windowStart()),
                    share);
        }
    }

    private void count(Partial.Target target) {
        limited.merge(new RollupName(target.tenant(), target.pipeline(), target.rollup()), 1L, Long::sum);
    }

    private static byte[] placeOf(byte[] target, long windowStart) {
        ByteWriter place = new ByteWriter(target.length + Long.BYTES);
        place.writeBytes(target);
        place.writeLongBigEndian(windowStart ^ Long.MIN_VALUE);
        return place.toByteArray();
    }

    private WindowLimit of(HotWindow row) {
        byte[] bytes = placeOf(targetOf(row.group()), row.windowStart());
        long end = row.closesFirst();
        long retention = row.time().retention();
        long forgetAt = end > Long.MAX_VALUE - retention ? Long.MAX_VALUE : end + retention;
        return limits.computeIfAbsent(Bytes.wrap(bytes), key -> new WindowLimit(store, bytes, end, forgetAt));
    }

    private static byte[] rankOf(GroupKey group) {
        ByteWriter rank = new ByteWriter(Long.BYTES + group.bytes().length);
        rank.writeLongBigEndian(group.hash());
        rank.writeBytes(group.bytes());
        return rank.toByteArray();
    }

    private static byte[] targetOf(RowGroup group) {
        byte[] key = group.partialKey();
        return Arrays.copyOf(key, key.length - group.group().bytes().length);
    }

    private static byte[] keyOf(RowGroup sibling, byte[] group) {
        byte[] target = targetOf(sibling);
        byte[] key = Arrays.copyOf(target, target.length + group.length);
        System.arraycopy(group, 0, key, target.length, group.length);
        return key;
    }

    /** Writes what changed to the store, tells of it, and says how many entries that were. */
    int drainTo(StageMetrics metrics) {
        int puts = 0;
        for (WindowLimit limit : touched) {
            puts += limit.save();
        }
        touched.clear();
        if (limits.size() > MOST_HELD) {
            limits.clear();
            last = null;
        }
        limited.forEach((name, count) -> metrics.limited(name.tenant(), name.pipeline(), name.rollup(), count));
        limited.clear();
        return puts;
    }

    void discard() {
        limits.clear();
        last = null;
        touched.clear();
        limited.clear();
    }
}
