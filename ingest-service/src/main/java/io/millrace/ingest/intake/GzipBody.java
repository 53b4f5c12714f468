package io.millrace.ingest.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Decompresses every member of a gzip body to its very end, where {@link GZIPInputStream} alone may stop early without a word. */
final class GzipBody extends GZIPInputStream {
    private static final int BUFFER = 1 << 14;
    private static final int TRAILER = 8;

    GzipBody(InputStream body) throws IOException {
        super(new Hopeful(body), BUFFER);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count < 0 && (inf.getRemaining() > TRAILER || in.read() >= 0)) {
            throw new ZipException("what follows the gzip data is not gzip");
        }
        return count;
    }

    /** Looks for a further member only if more seems available, which a connection never knows: so there always is, until it ends. */
    private static final class Hopeful extends FilterInputStream {
        Hopeful(InputStream body) {
            super(body);
        }

        @Override
        public int available() {
            return 1;
        }
    }
}
