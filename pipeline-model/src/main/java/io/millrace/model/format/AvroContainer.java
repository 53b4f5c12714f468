package io.millrace.model.format;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.DefinitionProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An Avro object container, block by block. Our own, since Avro's reader makes room for as many bytes as a block says it has. Not thread-safe.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#object-container-files">the format</a>
 */
final class AvroContainer implements AutoCloseable {
    /** Longest block, compressed and not; what writers make by default is a hundredth of it. */
    static final int MAX_BLOCK_BYTES = 4 << 20;
    /** Longest header: schema and whatever else the writer had to say. */
    private static final int MAX_HEADER_BYTES = 1 << 20;

    private static final int MAX_MESSAGE = 256;
    private static final int SYNC = 16;
    private static final int MAX_VARINT = 10;
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};

    private final BodyBuffer body;
    private AvroCodec codec = AvroCodec.NULL;
    private byte[] sync = new byte[0];
    private @Nullable Schema schema;
    private String schemaText = "";

    private byte[] block = new byte[0];
    private long records;

    AvroContainer(BodyBuffer body) {
        this.body = body;
    }

    /** Of the records; known once {@link #start} returned. */
    Schema schema() {
        return Objects.requireNonNull(schema, "call start() first");
    }

    /** As the writer put it. */
    String schemaText() {
        return schemaText;
    }

    /** The current block's records, decompressed. */
    byte[] block() {
        return block;
    }

    /** How many there are in it, at most as many as it has bytes. */
    long records() {
        return records;
    }

    /** Reads the header. */
    void start() throws IOException, MalformedBodyException {
        if (!has(MAGIC.length) || !Arrays.equals(body.peek(MAGIC.length), MAGIC)) {
            throw malformed(
                    body.available() == 0 ? "is empty" : "does not begin as one",
                    "an object container file, which begins with Obj and 1");
        }
        Map<String, byte[]> metadata = metadata();
        String name = text(metadata, "avro.codec", "null");
        codec = AvroCodec.of(name)
                .orElseThrow(() -> malformed(
                        "is compressed with the codec " + FieldParser.shown(name),
                        AvroCodec.READ + "; write the file with one of them"));
        schemaText = text(metadata, "avro.schema", "");
        try {
            schema = schema(schemaText);
        } catch (IllegalArgumentException invalid) {
            throw malformed("has a schema that can't be read: " + invalid.getMessage(), "the writer's schema");
        }
        if (schema.getType() != Schema.Type.RECORD) {
            throw malformed("holds values of the type " + schema.getType().getName(), "records");
        }
    }

    /**
     * The schema of a text.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Schema schema(String text) {
        try {
            return new Schema.Parser().setValidateDefaults(false).parse(text);
        } catch (RuntimeException invalid) {
            // Avro's parser throws whatever it comes across: what is no schema is not only a SchemaParseException.
            throw new IllegalArgumentException(beginning(invalid.toString()), invalid);
        }
    }

    /** Of a message that may repeat the whole schema. */
    private static String beginning(String message) {
        return message.substring(0, Math.min(message.length(), MAX_MESSAGE));
    }

    private static String text(Map<String, byte[]> metadata, String key, String otherwise) {
        byte[] value = metadata.get(key);
        return value == null ? otherwise : new String(value, StandardCharsets.UTF_8);
    }

    /** Takes the header from the body, however it comes in. */
    private Map<String, byte[]> metadata() throws IOException, MalformedBodyException {
        while (true) {
            ByteReader in = new ByteReader(body.bytes(), body.start(), body.available());
            try {
                in.skip(MAGIC.length);
                Map<String, byte[]> metadata = metadata(in);
                sync = in.readBytes(SYNC);
                body.advance(in.position() - body.start());
                return metadata;
            } catch (MalformedBytesException incomplete) {
                // Whether bytes are missing or wrong, more of them show.
                int seen = body.available();
                if (seen > MAX_HEADER_BYTES || !body.fill()) {
                    throw malformed(
                            "has a header that is broken, or longer than " + MAX_HEADER_BYTES + " bytes",
                            "the header of an object container file");
                }
                // Twice as many each time: a header that comes byte by byte is not read again with every one.
                boolean unused = has(2 * seen);
            }
        }
    }

    private static Map<String, byte[]> metadata(ByteReader in) {
        Map<String, byte[]> metadata = new HashMap<>();
        for (long count = in.readVarLong(); count != 0; count = in.readVarLong()) {
            if (count < 0) {
                in.readVarLong();
            }
            for (long left = Math.abs(count); left != 0; left--) {
                String key = new String(in.readLengthPrefixed(), StandardCharsets.UTF_8);
                metadata.put(key, in.readLengthPrefixed());
            }
        }
        return metadata;
    }

    /** Goes to the next block that has records; false at the end of the body. */
    boolean next() throws IOException, MalformedBodyException {
        do {
            if (!has(1)) {
                return false;
            }
            take();
        } while (records == 0);
        return true;
    }

    private void take() throws IOException, MalformedBodyException {
        boolean unused = has(2 * MAX_VARINT);
        ByteReader in = new ByteReader(body.bytes(), body.start(), body.available());
        long size;
        try {
            records = in.readVarLong();
            size = in.readVarLong();
        } catch (MalformedBytesException broken) {
            throw malformed("has a block that is broken: " + broken.getMessage(), "a count and a length");
        }
        if (size > MAX_BLOCK_BYTES) {
            throw tooLong();
        }
        int start = in.position() - body.start();
        if (size < 0 || records < 0) {
            throw malformed("has a block of " + records + " records and " + size + " bytes", "numbers from 0");
        }
        int length = (int) size;
        if (!has(start + length + SYNC)) {
            throw malformed("ends within a block", "the file to its end");
        }
        int from = body.start() + start;
        if (!Arrays.equals(body.bytes(), from + length, from + length + SYNC, sync, 0, SYNC)) {
            throw malformed("has a block that does not end with the mark of the file", "the mark of the header");
        }
        try {
            block = codec.decompress(body.bytes(), from, length, MAX_BLOCK_BYTES);
        } catch (AvroCodec.TooLongException tooLong) {
            throw tooLong();
        } catch (IOException corrupt) {
            throw malformed("has a block that can't be decompressed: " + corrupt.getMessage(), "an intact block");
        }
        if (records > block.length) {
            throw malformed(
                    "has a block of " + records + " records in " + block.length + " bytes", "records that have bytes");
        }
        body.advance(start + length + SYNC);
    }

    private MalformedBodyException tooLong() {
        return malformed(
                "has a block of more than " + MAX_BLOCK_BYTES + " bytes",
                "blocks of at most " + MAX_BLOCK_BYTES + " bytes: write the file with a smaller sync interval");
    }

    private boolean has(int count) throws IOException {
        while (body.available() < count) {
            if (!body.fill()) {
                return false;
            }
        }
        return true;
    }

    private MalformedBodyException malformed(String problem, String hint) {
        return malformed(problem, hint, body.peek(MalformedBodyException.REST_BYTES));
    }

    /**
     * @param rest what can't be understood
     */
    static MalformedBodyException malformed(String problem, String hint, byte[] rest) {
        return new MalformedBodyException(
                MalformedBodyException.Part.DOCUMENT,
                "the Avro container " + problem,
                List.of(new DefinitionProblem("", problem, hint)),
                Arrays.copyOf(rest, Math.min(rest.length, MalformedBodyException.REST_BYTES)),
                EventReader.NO_LINE);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
