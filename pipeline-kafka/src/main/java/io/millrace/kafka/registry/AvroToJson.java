package io.millrace.kafka.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Makes JSON of Avro that Confluent's serializers wrote, so that both are read alike. Dates, times and decimals become text, bytes that are none of these
 * Base64. Thread-safe.
 */
public final class AvroToJson {
    private static final int HEADER_LENGTH = 5;

    private final JsonFactory json = new JsonFactory();
    private final SchemaRegistry registry;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    public AvroToJson(SchemaRegistry registry) {
        this.registry = registry;
    }

    /**
     * The JSON of a record.
     *
     * @param bytes a zero, four of the schema's id, Avro binary
     * @throws SerializationException if they are not
     * @throws SchemaRegistryException if the registry can't tell the schema
     */
    public byte[] json(byte[] bytes) {
        if (bytes.length < HEADER_LENGTH || bytes[0] != 0) {
            throw new SerializationException("no schema header");
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        Schema schema = schemas.computeIfAbsent(id, registry::byId);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length * 2);
        try (JsonGenerator generator = json.createGenerator(out)) {
            Object value = new GenericDatumReader<>(schema)
                    .read(
                            null,
                            DecoderFactory.get()
                                    .binaryDecoder(bytes, HEADER_LENGTH, bytes.length - HEADER_LENGTH, null));
            write(value, schema, generator);
        } catch (IOException | RuntimeException malformed) {
            throw new SerializationException("not Avro of schema " + id + ": " + malformed, malformed);
        }
        return out.toByteArray();
    }

    private static void write(Object value, Schema schema, JsonGenerator out) throws IOException {
        switch (schema.getType()) {
            case RECORD -> {
                IndexedRecord record = (IndexedRecord) value;
                out.writeStartObject();
                for (Schema.Field field : schema.getFields()) {
                    out.writeFieldName(field.name());
                    write(record.get(field.pos()), field.schema(), out);
                }
                out.writeEndObject();
            }
            case MAP -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    write(entry.getValue(), schema.getValueType(), out);
                }
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray();
                for (Object item : (List<?>) value) {
                    write(item, schema.getElementType(), out);
                }
                out.writeEndArray();
            }
            case UNION -> write(value, schema.getTypes().get(GenericData.get().resolveUnion(schema, value)), out);
            case NULL -> out.writeNull();
            case BOOLEAN -> out.writeBoolean((boolean) value);
            case FLOAT -> out.writeNumber((float) value);
            case DOUBLE -> out.writeNumber((double) value);
            case INT, LONG -> whole(((Number) value).longValue(), schema.getLogicalType(), out);
            case BYTES -> bytes(remaining((ByteBuffer) value), schema.getLogicalType(), out);
            case FIXED -> bytes(((GenericFixed) value).bytes(), schema.getLogicalType(), out);
            case STRING, ENUM -> out.writeString(value.toString());
        }
    }

    private static void whole(long value, LogicalType type, JsonGenerator out) throws IOException {
        if (type instanceof LogicalTypes.Date) {
            out.writeString(LocalDate.ofEpochDay(value).toString());
        } else if (type instanceof LogicalTypes.TimestampMillis) {
            out.writeString(Instant.ofEpochMilli(value).toString());
        } else if (type instanceof LogicalTypes.TimestampMicros) {
            out.writeString(Instant.EPOCH.plus(value, ChronoUnit.MICROS).toString());
        } else {
            out.writeNumber(value);
        }
    }

    private static byte[] remaining(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static void bytes(byte[] value, LogicalType type, JsonGenerator out) throws IOException {
        out.writeString(
                type instanceof LogicalTypes.Decimal decimal
                        ? new BigDecimal(new BigInteger(value), decimal.getScale()).toPlainString()
                        : Base64.getEncoder().encodeToString(value));
    }
}
