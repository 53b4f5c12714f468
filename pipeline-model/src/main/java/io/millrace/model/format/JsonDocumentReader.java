package io.millrace.model.format;

import io.millrace.model.event.Event;
import java.io.IOException;

final class JsonDocumentReader extends RecordFramer {
    JsonDocumentReader(BodyBuffer body, RecordLimits limits, JsonRecordParser parser) {
        super(body, limits);
        throw new IllegalArgumentException("not supported yet: JSON " + parser.unknownFields());
    }

    @Override
    void start() {}

    @Override
    boolean frame() throws IOException {
        return false;
    }

    @Override
    public void read(Event event, long acceptedAt, long definitionsOffset) {}

    @Override
    public long unknownFields() {
        return 0;
    }
}
