package io.millrace.model.format;

import io.millrace.model.event.Event;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads records that come one by one, so that nothing of one can spoil the next. They are on no line, and no body goes on behind them. */
final class CutRecordsReader implements EventReader {
    private final Iterator<CutRecord> records;
    private final RecordLimits limits;
    private final JsonRecordParser json;
    private final AvroRecordParser avro;
    private final AvroScan scan = new AvroScan();
    private @Nullable CutRecord current;

    CutRecordsReader(Iterator<CutRecord> records, RecordLimits limits, JsonRecordParser json, AvroRecordParser avro) {
        this.records = records;
        this.limits = limits;
        this.json = json;
        this.avro = avro;
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
            throw limits.tooLarge();
        }
        byte[] bytes = record.original();
        if (record.content() instanceof CutRecord.Avro content) {
            int length = bytes.length - content.offset();
            scan.requireOne(content.schema(), bytes, content.offset());
            limits.check(scan);
            avro.read(content.schema(), bytes, content.offset(), length, event, acceptedAt, definitionsOffset);
        } else if (record.content() instanceof CutRecord.Unreadable unreadable) {
            throw new RejectedRecordException(RejectionCode.MALFORMED_RECORD, unreadable.problem());
        } else {
            json.read(bytes, 0, bytes.length, event, acceptedAt, definitionsOffset);
        }
    }

    @Override
    public long index() {
        return current().index();
    }

    @Override
    public long line() {
        return NO_LINE;
    }

    @Override
    public long nextOffset() {
        return NO_OFFSET;
    }

    @Override
    public long nextLine() {
        return NO_LINE;
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
        return json.unknownFields() + avro.unknownFields();
    }

    @Override
    public void close() {
        // The records are in memory.
    }
}
