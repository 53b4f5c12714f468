package io.millrace.model.rollup;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.MalformedBytesException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of one group that follow each other in a partition, kept as one. A batch knows all of them when it writes, so that Cassandra has one row to keep and not a dozen.
 * All are of part 0.
 *
 * <p>The content is a format (a byte, 1), then row by row: window start (ms since the one before, of the first since the epoch, signed), length of the window in ms (unsigned), events
 * (unsigned) and the length-prefixed state, as {@link io.millrace.model.bytes.ByteWriter} writes numbers.
 *
 * @param windowStart of the first row, ms since the epoch: what tells it from other packs of its group
 * @param windows how many rows there are
 * @param revision of all rows, in µs; the write timestamp
 */
public record RowPack(
        RollupRow.Partition partition, GroupKey group, long windowStart, int windows, byte[] content, long revision) {
    static final int FORMAT = 1;

    public RowPack {
        if (!mayBeIn(partition)) {
            throw new IllegalArgumentException("only recomputed generations have packs, not " + partition);
        }
    }

    /** Rows of definitions' generations are written by the stream alone, one by one: nobody has to look for packs of them. */
    public static boolean mayBeIn(RollupRow.Partition partition) {
        return partition.generation() >= Layer.FIRST_GENERATION;
    }

    /**
     * The rows whose window starts in {@code [from, to)}, in the order of their starts. They are as rows are that were read.
     *
     * @param from ms since the epoch
     * @param to ms since the epoch, exclusive
     * @throws MalformedBytesException if the content can't be one
     */
    public List<RollupRow> rows(long from, long to) {
        ByteReader in = new ByteReader(content);
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("a pack of rows of format " + format);
        }
        List<RollupRow> rows = new ArrayList<>(windows);
        long start = 0;
        while (in.remaining() > 0) {
            start += in.readVarLong();
            long end = start + in.readCount();
            long events = in.readCount();
            int length = in.readLength();
            if (start >= from && start < to) {
                RollupRow.Key key = new RollupRow.Key(partition, group, start, 0);
                rows.add(new RollupRow(key, end, events, RollupRow.NO_MEASURES, in.readBytes(length), 0));
            } else {
                in.skip(length);
            }
        }
        return rows;
    }
}
