package io.millrace.kafka.registry;

import io.millrace.model.format.CutRecord;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/** Finds the schema of Avro that Confluent's serializers wrote: a zero, four bytes of the schema's id, Avro binary. Thread-safe. */
public final class RegisteredAvro {
    /** What dead letters call such bytes. Not one of the types that HTTP takes: those come in containers, without an id. */
    public static final String CONTENT_TYPE = "application/vnd.confluent.avro";

    private static final int HEADER_LENGTH = 5;

    private final SchemaRegistry registry;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    public RegisteredAvro(SchemaRegistry registry) {
        this.registry = registry;
    }

    /**
     * A record to be read, or why it can't be.
     *
     * @param index of the record in what it comes from
     * @throws SchemaRegistryException if the registry can't tell the schema now
     */
    public CutRecord cut(long index, byte[] bytes) {
        if (bytes.length < HEADER_LENGTH || bytes[0] != 0) {
            return new CutRecord(index, bytes, new CutRecord.Unreadable("the record is not Avro with a schema's id"));
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        try {
            Schema schema = schemas.computeIfAbsent(id, registry::byId);
            return new CutRecord(index, bytes, new CutRecord.Avro(schema, HEADER_LENGTH));
        } catch (SchemaParseException foreign) {
            // Registries hold schemas of other kinds too. Asked again, they would say the same.
            return new CutRecord(
                    index, bytes, new CutRecord.Unreadable("schema " + id + " is no Avro: " + foreign.getMessage()));
        } catch (SchemaRegistryException unknown) {
            if (unknown.isRetryable()) {
                throw unknown;
            }
            return new CutRecord(index, bytes, new CutRecord.Unreadable(String.valueOf(unknown.getMessage())));
        }
    }
}
