package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;

/** How many values, and their exact sum: what {@code sum} and {@code avg} know. */
abstract class CountedSum implements Accumulator {
    private long count;

    /** To be called before a value is added to the sum. */
    final void countOne() {
        count++;
    }

    final long count() {
        return count;
    }

    abstract void addSum(CountedSum other);

    abstract void addSumFrom(ByteReader in);

    /** Appends a form that depends on the sum alone. */
    abstract void writeSum(ByteWriter out);

    @Override
    public final void merge(Accumulator other) {
        CountedSum sum = (CountedSum) other;
        count += sum.count;
        addSum(sum);
    }

    @Override
    public final void mergeFrom(ByteReader in) {
        long more = in.readCount();
        if (more != 0) {
            addSumFrom(in);
            count += more;
        }
    }

    @Override
    public final void write(ByteWriter out) {
        out.writeUnsigned(count);
        if (count != 0) {
            writeSum(out);
        }
    }
}
