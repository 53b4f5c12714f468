package io.millrace.model.format;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.MalformedBytesException;
import org.apache.avro.Schema;

/**
 * Finds where an Avro record ends, and how deep it is. In bounded time and stack whatever the schema: Avro has values without bytes, of
 * which few bytes can claim any number. Not thread-safe.
 */
final class AvroScan {
    /** Beyond it the scan itself would run out of stack. */
    static final int MAX_NESTING = 1000;
    /** Values to a byte: more than records have, one within the other, to the depth that is read. */
    private static final int VALUES_A_BYTE = 64;
    /** Values that the shortest block may have. */
    private static final int FEW_VALUES = 1024;

    private ByteReader in = new ByteReader(new byte[0]);
    private long valuesLeft;
    private int nesting;
    private int fields;

    /** Goes on with other bytes. */
    void start(byte[] bytes, int offset, int length) {
        in = new ByteReader(bytes, offset, length);
        valuesLeft = FEW_VALUES + (long) VALUES_A_BYTE * length;
    }

    /**
     * Sees to it that bytes are one record and nothing else.
     *
     * @throws RejectedRecordException if they are not
     */
    void requireOne(Schema schema, byte[] bytes, int offset) throws RejectedRecordException {
        start(bytes, offset, bytes.length - offset);
        try {
            skip(schema);
        } catch (MalformedBytesException malformed) {
            throw JsonRecordParser.malformed("the record is not Avro of its schema: " + malformed.getMessage());
        }
        if (!isAtEnd()) {
            throw JsonRecordParser.malformed("something follows the Avro record");
        }
    }

    /** Index of the next byte. */
    int position() {
        return in.position();
    }

    /** Whether all bytes were scanned. */
    boolean isAtEnd() {
        return in.remaining() == 0;
    }

    /** How deep records, arrays and maps stood in one another in the last record, 1 = none in it. */
    int nesting() {
        return nesting;
    }

    /** How many fields of records and entries of maps the last record had. */
    int fields() {
        return fields;
    }

    /**
     * Moves behind a record.
     *
     * @throws MalformedBytesException if the bytes are none of this schema
     */
    void skip(Schema schema) {
        nesting = 0;
        fields = 0;
        skip(schema, 1);
    }

    private void skip(Schema schema, int level) {
        if (--valuesLeft < 0) {
            throw new MalformedBytesException("there are more values than the bytes can hold");
        }
        switch (schema.getType()) {
            case RECORD -> {
                enter(level);
                for (Schema.Field field : schema.getFields()) {
                    fields++;
                    skip(field.schema(), level + 1);
                }
            }
            case ARRAY -> {
                enter(level);
                for (long left = AvroText.blockCount(in); left != 0; left = AvroText.blockCount(in)) {
                    for (; left != 0; left--) {
                        skip(schema.getElementType(), level + 1);
                    }
                }
            }
            case MAP -> {
                enter(level);
                for (long left = AvroText.blockCount(in); left != 0; left = AvroText.blockCount(in)) {
                    for (; left != 0; left--) {
                        fields++;
                        in.skip(in.readLength());
                        skip(schema.getValueType(), level + 1);
                    }
                }
            }
            case UNION -> skip(AvroText.branch(schema, in), level);
            case NULL -> {}
            case BOOLEAN -> in.readFlag();
            case INT -> in.readVarInt();
            case LONG -> in.readVarLong();
            case FLOAT -> in.skip(Float.BYTES);
            case DOUBLE -> in.skip(Double.BYTES);
            case BYTES, STRING -> in.skip(in.readLength());
            case FIXED -> in.skip(schema.getFixedSize());
            case ENUM -> AvroText.symbol(schema, in);
        }
    }

    private void enter(int level) {
        if (level > MAX_NESTING) {
            throw new MalformedBytesException("it is nested more than " + MAX_NESTING + " deep");
        }
        nesting = Math.max(nesting, level);
    }
}
