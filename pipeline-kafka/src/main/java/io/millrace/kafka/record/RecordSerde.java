package io.millrace.kafka.record;

import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Bytes of a record as Confluent's serializers write them (a zero byte, four of the schema's id, Avro binary), so that any Avro consumer of
 * the same registry reads them. What another version wrote is resolved to this version's schema. Thread-safe.
 *
 * @param <T> the record type
 */
public final class RecordSerde<T> implements Serde<T> {
    private static final int HEADER_LENGTH = 5;

    private final RecordFormat<T> format;
    private final SchemaRegistry registry;
    private final int schemaId;
    private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new ConcurrentHashMap<>();

    /**
     * Registers the format's schema, so that each process asks the registry once.
     *
     * @param subject {@code <topic>-key} or {@code <topic>-value}
     * @throws io.millrace.kafka.registry.SchemaRegistryException if the registry can't say the schema's id
     */
    public static <T> RecordSerde<T> register(RecordFormat<T> format, String subject, SchemaRegistry registry) {
        return new RecordSerde<>(format, registry, registry.register(subject, format.schema()));
    }

    private RecordSerde(RecordFormat<T> format, SchemaRegistry registry, int schemaId) {
        this.format = format;
        this.registry = registry;
        this.schemaId = schemaId;
        readers.put(schemaId, new GenericDatumReader<>(format.schema()));
    }

    /** A serde with a schema id that is known already, for tests of what is behind a topic. */
    public static <T> RecordSerde<T> withoutRegistry(RecordFormat<T> format, int schemaId) {
        return new RecordSerde<>(format, new SchemaRegistry(java.net.URI.create("http://127.0.0.1:1")), schemaId);
    }

    public byte[] serialize(T value) {
        ByteWriter out = new ByteWriter();
        out.writeByte(0);
        out.writeIntBigEndian(schemaId);
        format.write(value, out);
        return out.toByteArray();
    }

    /**
     * @throws SerializationException if these are not bytes of such a record
     */
    public T deserialize(byte[] bytes) {
        if (bytes.length < HEADER_LENGTH || bytes[0] != 0) {
            throw new SerializationException("no schema header");
        }
        int writerId = new ByteReader(bytes, 1, 4).readIntBigEndian();
        GenericDatumReader<GenericRecord> reader = readers.computeIfAbsent(writerId, this::readerFor);
        try {
            return format.fromAvro(reader.read(
                    null,
                    DecoderFactory.get().binaryDecoder(bytes, HEADER_LENGTH, bytes.length - HEADER_LENGTH, null)));
        } catch (IOException | RuntimeException malformed) {
            throw new SerializationException(
                    "not a " + format.schema().getFullName() + " of schema " + writerId, malformed);
        }
    }

    private GenericDatumReader<GenericRecord> readerFor(int writerId) {
        Schema writer = registry.byId(writerId);
        return new GenericDatumReader<>(writer, format.schema());
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, value) -> serialize(value);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> deserialize(bytes);
    }
}
