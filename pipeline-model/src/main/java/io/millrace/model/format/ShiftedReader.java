package io.millrace.model.format;

import io.millrace.model.event.Event;
import java.io.IOException;
import java.util.Optional;

/** Reads the rest of a body, and tells where records stand in the whole. */
record ShiftedReader(EventReader rest, long offsetShift, long lineShift, long indexShift) implements EventReader {
    @Override
    public boolean next() throws IOException, MalformedBodyException {
        return rest.next();
    }

    @Override
    public void read(Event event, long acceptedAt, long definitionsOffset) throws RejectedRecordException {
        rest.read(event, acceptedAt, definitionsOffset);
    }

    @Override
    public long index() {
        return rest.index() + indexShift;
    }

    @Override
    public long line() {
        return rest.line() + lineShift;
    }

    @Override
    public long nextOffset() {
        return rest.nextOffset() + offsetShift;
    }

    @Override
    public long nextLine() {
        return rest.nextLine() + lineShift;
    }

    @Override
    public byte[] raw() {
        return rest.raw();
    }

    @Override
    public int rawOffset() {
        return rest.rawOffset();
    }

    @Override
    public int rawLength() {
        return rest.rawLength();
    }

    @Override
    public byte[] original() {
        return rest.original();
    }

    @Override
    public boolean isCut() {
        return rest.isCut();
    }

    @Override
    public Optional<String> header() {
        return rest.header();
    }

    @Override
    public Optional<CsvDialect> csv() {
        return rest.csv();
    }

    @Override
    public long unknownFields() {
        return rest.unknownFields();
    }

    @Override
    public void close() throws IOException {
        rest.close();
    }
}
