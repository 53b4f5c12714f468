package io.millrace.model.format;

import io.millrace.model.event.Event;
import java.io.IOException;
import java.util.Optional;

/**
 * Cuts a body into records and reads them as events, one by one, in bounded memory. Starts before the first record: call {@link #next()},
 * then {@link #read}. Not thread-safe.
 */
public interface EventReader extends AutoCloseable {
    /** The line of a record that is on none. */
    long NO_LINE = -1;

    /** Where a body goes on that is only read from its beginning. */
    long NO_OFFSET = -1;

    /**
     * Moves to the next record; false at the end. What can't be cut out cleanly (a line too long, a quote never closed) is a record
     * too: {@link #read} rejects it.
     *
     * @throws IOException if the body can't be read on
     * @throws MalformedBodyException if the rest of the body can't be understood
     */
    boolean next() throws IOException, MalformedBodyException;

    /**
     * Reads the current record into an event of the reader's schema, envelope included: the event time is that of the time field, or else
     * the time of acceptance. The event keeps none of the reader's memory.
     *
     * @param acceptedAt milliseconds since the epoch
     * @throws RejectedRecordException with the record's first problem; the event is then in no defined state
     */
    void read(Event event, long acceptedAt, long definitionsOffset) throws RejectedRecordException;

    /** Number of the current record, from 0; rejected ones count. */
    long index();

    /** Physical line, from 1, where the current record starts; {@link #NO_LINE} in formats without lines. */
    long line();

    /**
     * Where the body goes on behind the current record: bytes from its beginning; {@link #NO_OFFSET} if it can't be read on from there. A reader of the
     * rest, under the same header, reads on from there.
     */
    long nextOffset();

    /** Physical line, from 1, that {@link #nextOffset} is on. */
    long nextLine();

    /**
     * Where the current record's original bytes lie, without the line end: {@link #rawLength} bytes from {@link #rawOffset}. Valid until the
     * next call of {@link #next}. Of a record that is too large, the first {@link RecordLimits#maxRecordBytes} bytes.
     */
    byte[] raw();

    int rawOffset();

    int rawLength();

    /** A copy of the current record's original bytes; see {@link #isCut}. */
    byte[] original();

    /** Whether the record is longer than {@link RecordLimits#maxRecordBytes} and its original bytes are only its beginning. */
    boolean isCut();

    /** The header line or writer's schema that gives the record its meaning, for formats that have one; empty before the first record. */
    Optional<String> header();

    /** How a CSV is written that the header is the first line of; empty for other formats. */
    default Optional<CsvDialect> csv() {
        return Optional.empty();
    }

    /** How many fields that the definition does not name were ignored so far. */
    long unknownFields();

    /** Closes the body. */
    @Override
    void close() throws IOException;
}
