package io.millrace.model.rollup;

import io.millrace.model.bytes.ByteWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes packs of rows that come group by group, in the order of their windows. Holds one at a time. Not thread-safe. */
public final class RowPacker {
    /** A pack that has so many bytes is closed: states may be large, and Cassandra likes rows of some KB. */
    static final int FULL_BYTES = 16 << 10;

    private final Consumer<RowPack> output;
    private final ByteWriter content = new ByteWriter();
    private @Nullable RollupRow first;
    private int windows;
    private long lastStart;

    /**
     * @param output takes each pack when it is complete
     */
    public RowPacker(Consumer<RowPack> output) {
        this.output = output;
    }

    /**
     * Takes the next row. Its measures are not kept.
     *
     * @throws IllegalArgumentException if its part is not 0
     */
    public void add(RollupRow row) {
        if (row.key().part() != 0) {
            throw new IllegalArgumentException("only rows of part 0 are packed, not " + row.key());
        }
        if (first == null || !shareAPack(first, row) || content.length() >= FULL_BYTES) {
            finish();
            first = row;
            content.writeByte(RowPack.FORMAT);
        }
        long start = row.key().windowStart();
        content.writeVarLong(start - lastStart);
        content.writeUnsigned(row.windowEnd() - start);
        content.writeUnsigned(row.events());
        content.writeLengthPrefixed(row.state());
        lastStart = start;
        windows++;
    }

    private static boolean shareAPack(RollupRow one, RollupRow other) {
        return one.key().group().equals(other.key().group())
                && one.key().partition().equals(other.key().partition())
                && one.revision() == other.revision();
    }

    /** Hands over what is held. More rows may come, which begin another pack. */
    public void finish() {
        if (first == null) {
            return;
        }
        RollupRow.Key key = first.key();
        output.accept(new RowPack(
                key.partition(), key.group(), key.windowStart(), windows, content.toByteArray(), first.revision()));
        first = null;
        windows = 0;
        lastStart = 0;
        content.reset();
    }
}
