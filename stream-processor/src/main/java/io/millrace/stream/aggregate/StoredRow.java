package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;

/**
 * A row as the store holds it, without its state: format (one byte), part, length of the window, how long after its end it closes, and to the
 * end the rollup state. Times are ms since the epoch.
 *
 * @param part of the window's row
 * @param end of the window, or of a session's piece
 * @param closesAt the row's state is gone once the pipeline's {@code closedBefore} has come to this
 */
record StoredRow(long part, long end, long closesAt) {
    private static final int FORMAT = 1;

    void write(long start, ByteWriter out) {
        out.writeByte(FORMAT);
        out.writeUnsigned(part);
        out.writeUnsigned(end - start);
        out.writeUnsigned(closesAt - end);
    }

    /** Leaves the reader at the state. */
    static StoredRow read(long start, ByteReader in) {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("a stored row of format " + format);
        }
        long part = in.readUnsigned();
        long end = start + in.readUnsigned();
        return new StoredRow(part, end, end + in.readUnsigned());
    }
}
