package io.millrace.kafka.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

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
