package io.millrace.model.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A window on a body: the bytes from {@link #start()} to {@link #end()} are in memory. What lies before the start is given up; offsets
 * relative to the start survive {@link #fill()}. Grows only as far as its user lets the start lag behind.
 */
final class BodyBuffer implements AutoCloseable {
    private static final int INITIAL = 1 << 16;

    private final InputStream body;
    private byte[] bytes = new byte[INITIAL];
    private int start;
    private int end;
    private boolean ended;
    private long given;

    BodyBuffer(InputStream body) {
        this.body = body;
    }

    /** Replaced by {@link #fill()}. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int available() {
        return end - start;
    }

    /** Gives up the first {@code count} bytes. */
    void advance(int count) {
        start += count;
        given += count;
    }

    /** How many bytes of the body lie before the start. */
    long given() {
        return given;
    }

    /** Reads on, at least one byte; false at the end of the body. */
    boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (start == end) {
            start = 0;
            end = 0;
        } else if (end == bytes.length) {
            if (start > 0) {
                System.arraycopy(bytes, start, bytes, 0, end - start);
                end -= start;
                start = 0;
            }
            if (end > bytes.length / 2) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
        }
        int count;
        do {
            count = body.read(bytes, end, bytes.length - end);
        } while (count == 0);
        if (count < 0) {
            ended = true;
            return false;
        }
        end += count;
        return true;
    }

    /** Skips the byte order mark that a body may start with. */
    void skipByteOrderMark() throws IOException {
        while (available() < 3) {
            if (!fill()) {
                return;
            }
        }
        if (bytes[start] == (byte) 0xEF && bytes[start + 1] == (byte) 0xBB && bytes[start + 2] == (byte) 0xBF) {
            advance(3);
        }
    }

    /** A copy of up to {@code limit} bytes from the start. */
    byte[] peek(int limit) {
        return Arrays.copyOfRange(bytes, start, start + Math.min(limit, available()));
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
