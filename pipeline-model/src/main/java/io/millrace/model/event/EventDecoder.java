package io.millrace.model.event;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.Integer128;
import io.millrace.model.bytes.MalformedBytesException;

/**
 * Reads events written under one version of a definition as events of another: fields that the reader does not have are skipped, optional
 * ones that the writer did not have are missing. Strings are not copied: the event points into the bytes read. Not thread-safe.
 */
public final class EventDecoder {
    private static final int UUID_LENGTH = 36;

    private final EventSchema writer;
    private final int[] target;
    private final ByteReader in = new ByteReader(new byte[0]);

    /**
     * @throws IllegalArgumentException if a field changed its type; a definition that does that is refused when it is put
     */
    public EventDecoder(EventSchema writer, EventSchema reader) {
        this.writer = writer;
        target = new int[writer.encodedSize()];
        for (int field = 0; field < target.length; field++) {
            String name = writer.field(field).name();
            int index = reader.indexOf(name);
            // A field may have been sent once and be derived now.
            target[field] = index < reader.encodedSize() ? index : -1;
            if (target[field] >= 0
                    && !reader.field(target[field])
                            .type()
                            .equals(writer.field(field).type())) {
                throw new IllegalArgumentException(name + " changed its type");
            }
        }
    }

    /** The schema id in the header of an encoded event. */
    public static int schemaId(byte[] encoded) {
        if (encoded.length < EventEncoder.HEADER_LENGTH || encoded[0] != 0) {
            throw new MalformedBytesException("no schema header");
        }
        return new ByteReader(encoded, 1, 4).readIntBigEndian();
    }

    /** The offset of the topic of definitions that an encoded event was accepted under. */
    public static long definitionsOffset(byte[] encoded) {
        ByteReader envelope =
                new ByteReader(encoded, EventEncoder.HEADER_LENGTH, encoded.length - EventEncoder.HEADER_LENGTH);
        envelope.readVarLong();
        envelope.readVarLong();
        return envelope.readVarLong();
    }

    /**
     * Decodes into an event of the reader's schema, which keeps pointing into {@code encoded}.
     *
     * @throws MalformedBytesException if these are not bytes of the writer's schema
     */
    public void decode(byte[] encoded, Event event) {
        in.reset(encoded, 0, encoded.length);
        in.skip(EventEncoder.HEADER_LENGTH);
        event.clearOnto(encoded);
        event.setEnvelope(in.readVarLong(), in.readVarLong(), in.readVarLong());
        for (int field = 0; field < target.length; field++) {
            if (writer.isOptional(field) && !readPresence()) {
                continue;
            }
            read(event, field, target[field]);
        }
        if (in.remaining() != 0) {
            throw new MalformedBytesException(in.remaining() + " bytes too many");
        }
    }

    /** The branch of Avro's union: null or the value. */
    private boolean readPresence() {
        long branch = in.readVarLong();
        if (branch != 0 && branch != 1) {
            throw new MalformedBytesException("no branch " + branch + " of an optional value");
        }
        return branch == 1;
    }

    // Whatever passes here can be grouped and measured: an event fails when it is read, or not at all.
    private void read(Event event, int field, int to) {
        switch (writer.kind(field)) {
            case BOOLEAN -> set(event, to, in.readFlag() ? 1 : 0);
            case INT, DATE -> set(event, to, in.readVarInt());
            case LONG, TIMESTAMP -> set(event, to, in.readVarLong());
            case DOUBLE -> {
                double value = in.readDouble();
                if (!Double.isFinite(value)) {
                    throw new MalformedBytesException("not finite: " + value);
                }
                if (to >= 0) {
                    event.setDouble(to, value);
                }
            }
            case STRING -> readSlice(event, to, in.readLength());
            case DECIMAL -> {
                int length = in.readLength();
                Integer128.surplus(in.array(), in.position(), length);
                readSlice(event, to, length);
            }
            case UUID -> {
                int length = in.readLength();
                if (length != UUID_LENGTH) {
                    throw new MalformedBytesException("a uuid of " + length + " bytes");
                }
                requireUuid(in.array(), in.position());
                readSlice(event, to, length);
            }
        }
    }

    private static void requireUuid(byte[] text, int offset) {
        for (int index = 0; index < UUID_LENGTH; index++) {
            byte letter = text[offset + index];
            boolean hyphen = index == 8 || index == 13 || index == 18 || index == 23;
            if (hyphen ? letter != '-' : Character.digit(letter, 16) < 0) {
                throw new MalformedBytesException("not a uuid at character " + index);
            }
        }
    }

    private void readSlice(Event event, int to, int length) {
        if (to >= 0) {
            event.setSliceInPlace(to, in.position(), length);
        }
        in.skip(length);
    }

    private static void set(Event event, int to, long value) {
        if (to >= 0) {
            event.setLong(to, value);
        }
    }
}
