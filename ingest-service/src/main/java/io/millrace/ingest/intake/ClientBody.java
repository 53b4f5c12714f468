package io.millrace.ingest.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body as it comes from the client: when it can't be read on, it is the client that has gone, not the content that is broken. */
final class ClientBody extends FilterInputStream {
    /** The body ended before its end. */
    static final class ClientGoneException extends IOException {
        private static final long serialVersionUID = 1L;

        ClientGoneException(IOException cause) {
            super("the client went away", cause);
        }
    }

    ClientBody(InputStream body) {
        super(body);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException gone) {
            throw new ClientGoneException(gone);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return super.read(target, offset, length);
        } catch (IOException gone) {
            throw new ClientGoneException(gone);
        }
    }
}
