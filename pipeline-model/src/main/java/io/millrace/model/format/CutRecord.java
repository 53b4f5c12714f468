package io.millrace.model.format;

import org.apache.avro.Schema;

/**
 * A record that is cut already.
 *
 * @param index of the record in what it comes from
 * @param original its bytes as they came
 */
public record CutRecord(long index, byte[] original, Content content) {
    /** What the bytes are. */
    public sealed interface Content {}

    /** A JSON object. */
    public record Json() implements Content {}

    /**
     * A value in Avro's binary encoding.
     *
     * @param schema of the writer
     * @param offset where it starts
     */
    public record Avro(Schema schema, int offset) implements Content {}

    /** Nothing that can be read, and why. */
    public record Unreadable(String problem) implements Content {}
}
