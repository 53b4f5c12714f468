package io.millrace.model.format;

import io.millrace.model.event.Event;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads records that come one by one, so that nothing of one can spoil the next. They are on no line, and no body goes on behind them. */
final class CutRecordsReader implements EventReader {
    private static final long NONE = -1;

    private final Iterator<CutRecord> records;
    private final RecordLimits limits;
    private final JsonRecordParser parser;
    private @Nullable CutRecord current;

    CutRecordsReader(Iterator<CutRecord> records, RecordLimits limits, JsonRecordParser parser) {
        this.records = records;
        this.limits = limits;
        this.parser = parser;
    }

    @Override
    public boolean next() {
        current = records.hasNext() ? records.next() : null;
        return current != null;
    }

    private CutRecord current() {
        if (current == null) {
            throw new NoSuchElementException("no current record");
        }
        return current;
    }

    @Override
    public void read(Event event, long acceptedAt, long definitionsOffset) throws RejectedRecordException {
        CutRecord record = current();
        if (isCut()) {
            throw new RejectedRecordException(
                    RejectionCode.RECORD_TOO_LARGE, "the record is longer than " + limits.maxRecordBytes() + " bytes");
        }
        if (!record.problem().isEmpty()) {
            throw new RejectedRecordException(RejectionCode.MALFORMED_RECORD, record.problem());
        }
        parser.read(record.json(), 0, record.json().length, event, acceptedAt, definitionsOffset);
    }

    @Override
    public long index() {
        return current().index();
    }

    @Override
    public long line() {
        return NONE;
    }

    @Override
    public long nextOffset() {
        return NONE;
    }

    @Override
    public long nextLine() {
        return NONE;
    }

    @Override
    public byte[] raw() {
        return current().original();
    }

    @Override
    public int rawOffset() {
        return 0;
    }

    @Override
    public int rawLength() {
        return Math.min(current().original().length, limits.maxRecordBytes());
    }

    @Override
    public byte[] original() {
        return Arrays.copyOf(current().original(), rawLength());
    }

    @Override
    public boolean isCut() {
        return current().original().length > limits.maxRecordBytes();
    }

    @Override
    public Optional<String> header() {
        return Optional.empty();
    }

    @Override
    public long unknownFields() {
        return parser.unknownFields();
    }

    @Override
    public void close() {
        // The records are in memory.
    }
}
