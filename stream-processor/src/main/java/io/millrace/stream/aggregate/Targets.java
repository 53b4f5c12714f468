package io.millrace.stream.aggregate;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.rollup.GroupKey;
import io.millrace.stream.partial.Partial;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** What partial aggregates belong to, by the bytes that their keys begin with. It is worked out once, and anew when definitions change. Not thread-safe. */
final class Targets {
    private final Definitions definitions;
    private final PipelineTimes times;
    private final Map<Bytes, Optional<Known>> all = new HashMap<>();
    private long knownAt = Long.MIN_VALUE;
    private @Nullable Known last;

    /**
     * A rollup's generation that takes partial aggregates.
     *
     * @param bytes what keys of its groups begin with
     * @param knownAt offset of the definitions that say so
     */
    record Known(byte[] bytes, Partial.Target target, ActiveRollup rollup, PipelineTime time, long knownAt) {
        boolean isLimited() {
            return rollup.plan().definition().maxGroups().isPresent();
        }

        /** The key of the row of the rest of its groups. */
        byte[] keyOfRest() {
            byte[] rest = GroupKey.OTHER.bytes();
            byte[] key = Arrays.copyOf(bytes, bytes.length + rest.length);
            System.arraycopy(rest, 0, key, bytes.length, rest.length);
            return key;
        }
    }

    Targets(Definitions definitions, PipelineTimes times) {
        this.definitions = definitions;
        this.times = times;
    }

    /** What the key of a partial aggregate, a slice of an array, belongs to: nearly always what the one before does. None if it is no more. */
    @Nullable
    Known find(byte[] source, int offset, int length) {
        long now = definitions.offset();
        if (now != knownAt) {
            discard();
            knownAt = now;
        }
        Known found = last;
        if (found == null || !beginsWith(source, offset, length, found.bytes())) {
            ByteReader key = new ByteReader(source, offset, length);
            Partial.skipTarget(key);
            byte[] bytes = Arrays.copyOfRange(source, offset, offset + length - key.remaining());
            found = all.computeIfAbsent(Bytes.wrap(bytes), absent -> read(bytes))
                    .orElse(null);
            last = found;
        }
        return found;
    }

    private static boolean beginsWith(byte[] source, int offset, int length, byte[] target) {
        return length >= target.length
                && Arrays.equals(source, offset, offset + target.length, target, 0, target.length);
    }

    private Optional<Known> read(byte[] bytes) {
        Partial.Target target = Partial.readTarget(new ByteReader(bytes));
        Optional<ActivePipeline> pipeline = times.find(target.tenant(), target.pipeline());
        return pipeline.flatMap(found -> found.rollup(target.rollup(), target.generation()))
                .map(rollup -> new Known(bytes, target, rollup, times.of(pipeline.get()), knownAt));
    }

    /** Times may be others from here on. */
    void discard() {
        all.clear();
        last = null;
    }
}
