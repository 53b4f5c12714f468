package io.millrace.model.format;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What all readers share: the current record's place, number and original bytes. Subclasses cut records out of the body. A record lies at
 * the start of the buffer until the next one is asked for, so that its bytes need no copy.
 */
abstract class RecordFramer implements EventReader {
    final BodyBuffer body;
    final RecordLimits limits;

    private long index = -1;
    private long line = 1;
    private long nextLine = 1;
    private byte[] raw = new byte[0];
    private int rawOffset;
    private int rawLength;
    private boolean cut;
    /** Bytes of the buffer that belong to the current record and its end, given up when the next one is asked for. */
    private int pending;

    private boolean started;

    RecordFramer(BodyBuffer body, RecordLimits limits) {
        this.body = body;
        this.limits = limits;
    }

    @Override
    public final boolean next() throws IOException, MalformedBodyException {
        if (!started) {
            started = true;
            body.skipByteOrderMark();
            start();
        }
        give();
        return frame();
    }

    /** Reads what comes before the first record. */
    abstract void start() throws IOException, MalformedBodyException;

    /** Cuts out the record at the start of the buffer and reports it through {@link #whole} or {@link #cut}; false if there is none. */
    abstract boolean frame() throws IOException, MalformedBodyException;

    private void give() {
        body.advance(pending);
        pending = 0;
    }

    /**
     * The record is the first {@code length} bytes of the buffer; the next one starts {@code consumed} bytes from the start.
     *
     * @param lines line ends within the bytes consumed
     */
    final void whole(int length, int consumed, int lines) {
        raw = body.bytes();
        rawOffset = body.start();
        rawLength = length;
        cut = false;
        pending = consumed;
        record(lines);
    }

    /** The record was longer than the limit, is already given up, and began with these bytes. */
    final void cut(byte[] beginning, int lines) {
        raw = beginning;
        rawOffset = 0;
        rawLength = beginning.length;
        cut = true;
        record(lines);
    }

    private void record(int lines) {
        index++;
        line = nextLine;
        nextLine += lines;
    }

    /** Skips bytes between records. */
    final void skip(int count, int lines) {
        body.advance(count);
        nextLine += lines;
    }

    @Override
    public final long nextLine() {
        return nextLine;
    }

    @Override
    public final long nextOffset() {
        return body.given() + pending;
    }

    /** Length of the physical line at the start of the buffer without its line feed, or -1 if it is longer than the limit. */
    final int lineLength() throws IOException {
        int length = 0;
        while (true) {
            byte[] bytes = body.bytes();
            int start = body.start();
            int available = body.available();
            while (length < available && bytes[start + length] != '\n') {
                length++;
            }
            if (length - 1 > limits.maxRecordBytes()) {
                return -1;
            }
            if (length < available || !body.fill()) {
                boolean tooLong = lineLengthWithoutReturn(length) > limits.maxRecordBytes();
                return tooLong ? -1 : length;
            }
        }
    }

    /** The length less a carriage return before the line end. */
    final int lineLengthWithoutReturn(int length) {
        return length > 0 && body.bytes()[body.start() + length - 1] == '\r' ? length - 1 : length;
    }

    /** Bytes that a line of this length takes in the buffer, its line feed included if it has one. */
    final int withLineFeed(int length) {
        return length < body.available() ? length + 1 : length;
    }

    /** Takes the physical line at the start of the buffer, of any length, as a record that is too large. */
    final void cutLine() throws IOException {
        byte[] beginning = body.peek(limits.maxRecordBytes());
        while (true) {
            byte[] bytes = body.bytes();
            for (int position = body.start(); position < body.end(); position++) {
                if (bytes[position] == '\n') {
                    body.advance(position + 1 - body.start());
                    cut(beginning, 1);
                    return;
                }
            }
            body.advance(body.available());
            if (!body.fill()) {
                cut(beginning, 0);
                return;
            }
        }
    }

    final RejectedRecordException tooLarge() {
        return limits.tooLarge();
    }

    @Override
    public final long index() {
        return index;
    }

    @Override
    public final long line() {
        return line;
    }

    @Override
    public final byte[] raw() {
        return raw;
    }

    @Override
    public final int rawOffset() {
        return rawOffset;
    }

    @Override
    public final int rawLength() {
        return rawLength;
    }

    @Override
    public final byte[] original() {
        return Arrays.copyOfRange(raw, rawOffset, rawOffset + rawLength);
    }

    @Override
    public final boolean isCut() {
        return cut;
    }

    @Override
    public Optional<String> header() {
        return Optional.empty();
    }

    @Override
    public final void close() throws IOException {
        body.close();
    }
}
