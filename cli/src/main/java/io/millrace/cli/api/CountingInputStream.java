package io.millrace.cli.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes have been read so far, each time some are. */
public final class CountingInputStream extends FilterInputStream {
    private final LongConsumer listener;
    private long count;

    public CountingInputStream(InputStream in, LongConsumer listener) {
        super(in);
        this.listener = listener;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        if (next >= 0) {
            advance(1);
        }
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            advance(read);
        }
        return read;
    }

    private void advance(int read) {
        count += read;
        listener.accept(count);
    }
}
