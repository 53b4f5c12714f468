package io.millrace.kafka.record;

import io.millrace.model.bytes.ByteWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * The Avro form of a record type.
 *
 * @param <T> the record type
 */
public interface RecordFormat<T> {
    /** The schema this version writes. */
    Schema schema();

    /** A record of {@link #schema()}. */
    GenericRecord toAvro(T value);

    /** Appends the Avro binary of {@link #toAvro}. A format that is written for every change of a row writes the same bytes without the detour. */
    default void write(T value, ByteWriter out) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(schema()).write(toAvro(value), encoder);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        out.writeBytes(bytes.toByteArray());
    }

    /** From a record of {@link #schema()}, whichever schema it was written with. */
    T fromAvro(GenericRecord record);

    /** A schema that lies beside this package's classes. */
    static Schema schemaResource(String name) {
        try (InputStream resource = RecordFormat.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new Schema.Parser().parse(resource);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
