package io.millrace.model.format;

import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.event.Event;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The records of an Avro container. They are on no line, and one is read from the beginning. A record whose end can't be found ends the body,
 * since nothing tells where the next one starts.
 */
final class AvroReader implements EventReader {
    private final AvroContainer container;
    private final RecordLimits limits;
    private final AvroScan scan = new AvroScan();
    private final AvroRecordParser parser;

    private boolean started;
    private long left;
    private long index = -1;
    private int start;
    private int length;

    AvroReader(BodyBuffer body, RecordLimits limits, AvroRecordParser parser) {
        container = new AvroContainer(body);
        this.limits = limits;
        this.parser = parser;
    }

    @Override
    public boolean next() throws IOException, MalformedBodyException {
        if (!started) {
            started = true;
            container.start();
        }
        if (left == 0) {
            if (!scan.isAtEnd()) {
                throw broken("something follows its last record", scan.position());
            }
            if (!container.next()) {
                return false;
            }
            left = container.records();
            scan.start(container.block(), 0, container.block().length);
        }
        start = scan.position();
        try {
            scan.skip(container.schema());
        } catch (MalformedBytesException malformed) {
            throw broken("record " + (index + 1) + ": " + malformed.getMessage(), start);
        }
        length = scan.position() - start;
        left--;
        index++;
        return true;
    }

    private MalformedBodyException broken(String problem, int position) {
        byte[] block = container.block();
        return AvroContainer.malformed(
                "has a block that is broken: " + problem,
                "records of the schema in the header",
                Arrays.copyOfRange(block, position, block.length));
    }

    @Override
    public void read(Event event, long acceptedAt, long definitionsOffset) throws RejectedRecordException {
        if (isCut()) {
            throw limits.tooLarge();
        }
        limits.check(scan);
        parser.read(container.schema(), container.block(), start, length, event, acceptedAt, definitionsOffset);
    }

    @Override
    public long index() {
        return index;
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
        return container.block();
    }

    @Override
    public int rawOffset() {
        return start;
    }

    @Override
    public int rawLength() {
        return Math.min(length, limits.maxRecordBytes());
    }

    @Override
    public byte[] original() {
        return Arrays.copyOfRange(container.block(), start, start + rawLength());
    }

    @Override
    public boolean isCut() {
        return length > limits.maxRecordBytes();
    }

    /** The writer's schema. */
    @Override
    public Optional<String> header() {
        return index < 0 ? Optional.empty() : Optional.of(container.schemaText());
    }

    @Override
    public long unknownFields() {
        return parser.unknownFields();
    }

    @Override
    public void close() throws IOException {
        container.close();
    }
}
