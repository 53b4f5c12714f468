package io.millrace.stream.alert;

import io.millrace.model.bytes.ByteReader;
import io.millrace.stream.partial.Partial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the groups of a rollup when one of its windows is over, a slice at a time, and through all rollups when definitions changed, for
 * those that no alert watches any more. Not thread-safe.
 */
final class AlertRounds {
    /** Groups looked at in one go: some tens of milliseconds. */
    private static final int SLICE = 10_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final AlertBook book;
    private final AlertJudge judge;
    private final ToLongFunction<WatchedRollup> clock;
    private final Map<Partial.Target, Round> rounds = new HashMap<>();
    private boolean toSweep = true;
    private int left;

    /** Where a round through the groups of a rollup is, or when the next is due by the pipeline's clock. */
    private static final class Round {
        private long dueAt = Long.MIN_VALUE;
        private @Nullable Bytes cursor;
    }

    /**
     * @param clock what time it is for a rollup's pipeline
     */
    AlertRounds(
            KeyValueStore<Bytes, byte[]> store, AlertBook book, AlertJudge judge, ToLongFunction<WatchedRollup> clock) {
        this.store = store;
        this.book = book;
        this.judge = judge;
        this.clock = clock;
    }

    void definitionsChanged() {
        toSweep = true;
    }

    boolean isDue() {
        return toSweep || book.all().stream().anyMatch(this::isDue);
    }

    private boolean isDue(WatchedRollup rollup) {
        long now = clock.applyAsLong(rollup);
        Round round = rounds.get(rollup.target());
        return now != AlertClocks.UNKNOWN && (round == null || round.cursor != null || now >= round.dueAt);
    }

    /**
     * Judges what is over, as much as is sensible at once.
     *
     * @param definitionsAreComplete whether what is not watched as far as is known is not watched
     * @return whether what is not watched any more was given up
     */
    boolean run(boolean definitionsAreComplete) {
        boolean sweeps = toSweep && definitionsAreComplete;
        if (sweeps) {
            toSweep = false;
            rounds.keySet().removeIf(book::isUnwatched);
            sweep();
        }
        left = SLICE;
        for (WatchedRollup rollup : book.all()) {
            if (left > 0 && isDue(rollup)) {
                visit(rollup, rounds.computeIfAbsent(rollup.target(), target -> new Round()));
            }
        }
        return sweeps;
    }

    private void visit(WatchedRollup rollup, Round round) {
        long now = clock.applyAsLong(rollup);
        byte[] prefix = rollup.prefix();
        List<KeyValue<Bytes, byte[]>> found = new ArrayList<>();
        Bytes from = round.cursor == null ? Bytes.wrap(prefix) : round.cursor;
        try (KeyValueIterator<Bytes, byte[]> groups = store.range(from, behind(prefix))) {
            while (left > 0
                    && groups.hasNext()
                    && startsWith(groups.peekNextKey().get(), prefix)) {
                found.add(groups.next());
                left--;
            }
            boolean more = groups.hasNext() && startsWith(groups.peekNextKey().get(), prefix);
            round.cursor = more ? groups.peekNextKey() : null;
        }
        found.forEach(group -> judgeEnds(rollup, group.key, GroupAlerts.read(group.value), now));
        if (round.cursor == null) {
            // Without a group none of its alerts need be made ready: then it is looked at once a window.
            round.dueAt = found.isEmpty() ? rollup.nextOver(now, 0) : nextOver(rollup, now);
        }
    }

    private static long nextOver(WatchedRollup rollup, long now) {
        return rollup.alerts().stream()
                .mapToLong(alert -> rollup.nextOver(now, alert.delay()))
                .min()
                .orElseGet(() -> rollup.nextOver(now, 0));
    }

    private void judgeEnds(WatchedRollup rollup, Bytes key, GroupAlerts group, long now) {
        boolean wasQuiet = group.isQuiet();
        if (!judge.decide(rollup, key.get(), group, now)) {
            store.delete(key);
        } else if (!wasQuiet || !group.isQuiet()) {
            store.put(key, group.toBytes());
        }
    }

    /** Leaps from rollup to rollup, so it takes as long as there are rollups, not groups. */
    private void sweep() {
        Bytes from = Bytes.wrap(new byte[] {Partial.KEY_FORMAT});
        Optional<byte[]> first = firstFrom(from);
        while (first.isPresent()) {
            ByteReader in = new ByteReader(first.get());
            Partial.Target target = Partial.readTarget(in);
            byte[] prefix = Arrays.copyOf(first.get(), in.position());
            if (book.isUnwatched(target)) {
                abandon(target, prefix);
            }
            first = firstFrom(behind(prefix));
        }
    }

    private Optional<byte[]> firstFrom(Bytes from) {
        try (KeyValueIterator<Bytes, byte[]> groups = store.range(from, null)) {
            return groups.hasNext() ? Optional.of(groups.next().key.get()) : Optional.empty();
        }
    }

    private void abandon(Partial.Target target, byte[] prefix) {
        List<KeyValue<Bytes, byte[]>> found = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> groups = store.range(Bytes.wrap(prefix), behind(prefix))) {
            while (groups.hasNext() && startsWith(groups.peekNextKey().get(), prefix)) {
                found.add(groups.next());
            }
        }
        for (KeyValue<Bytes, byte[]> group : found) {
            judge.abandon(target, group.key.get(), GroupAlerts.read(group.value));
            store.delete(group.key);
        }
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** The least key that is greater than all that begin so; a prefix begins with a small number, so there is one. */
    private static Bytes behind(byte[] prefix) {
        int last = prefix.length - 1;
        while (prefix[last] == (byte) 0xFF) {
            last--;
        }
        byte[] behind = Arrays.copyOf(prefix, last + 1);
        behind[last]++;
        return Bytes.wrap(behind);
    }

    void discard() {
        rounds.clear();
        toSweep = true;
    }
}
