package io.millrace.model.format;

import io.millrace.model.event.Event;
import java.io.IOException;

final class CsvReader extends RecordFramer {
    CsvReader(BodyBuffer body, ReaderOptions options, EventAssembler assembler) {
        super(body, options.limits());
        throw new IllegalArgumentException("not supported yet: CSV with " + assembler.fields() + " fields");
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
