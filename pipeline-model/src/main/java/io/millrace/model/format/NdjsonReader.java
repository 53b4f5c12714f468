package io.millrace.model.format;

import io.millrace.model.event.Event;
import java.io.IOException;

/** One JSON object a line. A line that is none is a rejected record; blank lines are no records but count as lines. */
final class NdjsonReader extends RecordFramer {
    private final JsonRecordParser parser;

    NdjsonReader(BodyBuffer body, RecordLimits limits, JsonRecordParser parser) {
        super(body, limits);
        this.parser = parser;
    }

    @Override
    void start() {}

    @Override
    boolean frame() throws IOException {
        while (true) {
            int length = lineLength();
            if (length < 0) {
                cutLine();
                return true;
            }
            int consumed = withLineFeed(length);
            if (!isBlank(length)) {
                whole(lineLengthWithoutReturn(length), consumed, consumed - length);
                return true;
            }
            if (consumed == 0) {
                return false;
            }
            skip(consumed, consumed - length);
        }
    }

    private boolean isBlank(int length) {
        byte[] bytes = body.bytes();
        int start = body.start();
        for (int position = start; position < start + length; position++) {
            if (!JsonRecordParser.isSpace(bytes[position])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void read(Event event, long acceptedAt, long definitionsOffset) throws RejectedRecordException {
        if (isCut()) {
            throw tooLarge();
        }
        parser.read(raw(), rawOffset(), rawLength(), event, acceptedAt, definitionsOffset);
    }

    @Override
    public long unknownFields() {
        return parser.unknownFields();
    }
}
