package io.millrace.model.bytes;

/** Bytes that can't be what a codec wrote: corrupt, cut off, or of another format. */
public final class MalformedBytesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedBytesException(String message) {
        super(message);
    }
}
