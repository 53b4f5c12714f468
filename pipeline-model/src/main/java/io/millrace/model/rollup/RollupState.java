package io.millrace.model.rollup;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.event.Event;
import io.millrace.model.measure.Accumulator;
import io.millrace.model.measure.Measure;
import io.millrace.model.value.Value;
import java.util.List;

/**
 * What is known of one window of one group: how many events, and an accumulator a measure. The same class is the partial aggregate of the
 * route stage, the state of the aggregate stage, what a reader merges and what Spark combines. Mutable, not thread-safe.
 */
public final class RollupState {
    private static final int FORMAT = 1;

    private final Accumulator[] accumulators;
    private long events;
    private long told;

    RollupState(List<Measure> measures) {
        accumulators = new Accumulator[measures.size()];
        for (int index = 0; index < accumulators.length; index++) {
            accumulators[index] = measures.get(index).create();
        }
    }

    public long events() {
        return events;
    }

    public void add(Event event) {
        events++;
        for (Accumulator accumulator : accumulators) {
            accumulator.add(event);
        }
    }

    /** Takes in another state of the same rollup. */
    public void merge(RollupState other) {
        events += other.events;
        for (int index = 0; index < accumulators.length; index++) {
            accumulators[index].merge(other.accumulators[index]);
        }
    }

    /**
     * Takes in what {@link #write} wrote for a state of the same rollup, leaving the reader behind it.
     *
     * @throws MalformedBytesException if it can't have; this state is then of no more use
     */
    public void mergeFrom(ByteReader in) {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("a rollup state of format " + format);
        }
        events += in.readCount();
        for (Accumulator accumulator : accumulators) {
            accumulator.mergeFrom(in);
        }
    }

    /** Appends the canonical form. */
    public void write(ByteWriter out) {
        out.writeByte(FORMAT);
        out.writeUnsigned(events);
        for (Accumulator accumulator : accumulators) {
            accumulator.write(out);
        }
    }

    /** Heap taken, roughly. */
    public long bytes() {
        long bytes = 48 + 4L * accumulators.length;
        for (Accumulator accumulator : accumulators) {
            bytes += accumulator.bytes();
        }
        return bytes;
    }

    /** By how much {@link #bytes()} is more than when this was last asked: what to add to a sum over many states. */
    public long growth() {
        long before = told;
        told = bytes();
        return told - before;
    }

    /** What the measure at {@code index} of the definition came to. */
    public Value finish(int index) {
        return accumulators[index].finish();
    }
}
