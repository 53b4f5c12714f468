package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.stream.alert.TimeReading;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a pipeline came in event time, partition by partition, and what that closed. Stream time is the least of the partitions that are not
 * idle, or the greatest of all when all are idle. A partition that never had an event of the pipeline does not count. Mutable, not
 * thread-safe. Times are ms since the epoch.
 */
final class PipelineTime {
    private static final int FORMAT = 1;

    private final String tenant;
    private final String pipeline;
    private final String key;
    private final Map<Integer, PartitionTime> partitions = new TreeMap<>();
    private long closedBefore = Long.MIN_VALUE;
    private long closedAtDrain = Long.MIN_VALUE;
    private long lateness;
    private long retention;
    private boolean changed;

    /** How far one events partition came. */
    private record PartitionTime(long greatestEventTime, boolean idle) {}

    /**
     * @param key in the store of times
     */
    PipelineTime(String tenant, String pipeline, String key) {
        this.tenant = tenant;
        this.pipeline = pipeline;
        this.key = key;
    }

    String tenant() {
        return tenant;
    }

    String pipeline() {
        return pipeline;
    }

    String key() {
        return key;
    }

    /** What the current definition says, ms. What was closed by a smaller one stays closed. */
    void setLateness(long newLateness) {
        lateness = newLateness;
    }

    /** How long rows are kept, ms, as the current definition says. */
    void setRetention(long newRetention) {
        retention = newRetention;
    }

    long retention() {
        return retention;
    }

    /** Takes in what a route task reports. Says whether rows may have closed by that. */
    boolean take(int partition, long greatestEventTime, boolean idle) {
        partitions.put(partition, new PartitionTime(greatestEventTime, idle));
        long streamTime = streamTime();
        // An event time may be anything, the least long too.
        long closed = streamTime < Long.MIN_VALUE + lateness ? Long.MIN_VALUE : streamTime - lateness;
        if (closed <= closedBefore) {
            return false;
        }
        closedBefore = closed;
        return true;
    }

    private long streamTime() {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        boolean allIdle = true;
        for (PartitionTime time : partitions.values()) {
            greatest = Math.max(greatest, time.greatestEventTime());
            if (!time.idle()) {
                least = Math.min(least, time.greatestEventTime());
                allIdle = false;
            }
        }
        return allIdle ? greatest : least;
    }

    /** How far the pipeline came. */
    TimeReading reading() {
        long greatest = Long.MIN_VALUE;
        boolean idle = true;
        for (PartitionTime time : partitions.values()) {
            greatest = Math.max(greatest, time.greatestEventTime());
            idle &= time.idle();
        }
        return new TimeReading(streamTime(), greatest, idle);
    }

    /** Stream time less lateness; only grows. The state of a window that ended before it, or then, is gone. */
    long closedBefore() {
        return closedBefore;
    }

    /** Whether the state of a row that closes at {@code closesAt} is gone. */
    boolean isClosed(long closesAt) {
        return closesAt <= closedBefore;
    }

    /** {@link #closedBefore} as it was at the last drain: nothing that closed since then is purged or overwritten. */
    long closedAtDrain() {
        return closedAtDrain;
    }

    /** Whether a row has closed since the last drain, so that what came before must be drained before it is opened again. */
    boolean hasJustClosed(long closesAt) {
        return isClosed(closesAt) && closesAt > closedAtDrain;
    }

    /** When a part closes that is opened now: it lives for the lateness once more. */
    long partClosesAt() {
        return closedBefore + Math.max(1, lateness);
    }

    /** Marks it as changed since the last drain. Says whether it was not yet. */
    boolean change() {
        boolean first = !changed;
        changed = true;
        return first;
    }

    void drained() {
        changed = false;
        closedAtDrain = closedBefore;
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(64);
        out.writeByte(FORMAT);
        out.writeVarLong(closedBefore);
        partitions.forEach((partition, time) -> {
            out.writeVarLong(partition);
            out.writeVarLong(time.greatestEventTime());
            out.writeByte(time.idle() ? 1 : 0);
        });
        return out.toByteArray();
    }

    /** Takes in what {@link #toBytes} wrote. */
    void restore(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("times of a pipeline of format " + format);
        }
        closedBefore = in.readVarLong();
        closedAtDrain = closedBefore;
        while (in.remaining() > 0) {
            partitions.put(in.readVarInt(), new PartitionTime(in.readVarLong(), in.readFlag()));
        }
    }
}
