package io.millrace.model.format;

import io.millrace.model.event.Event;
import java.util.Optional;
import org.apache.avro.Schema;

/** A record that could not be used, as it came. */
public sealed interface RefusedRecord {
    /**
     * A line of a CSV.
     *
     * @param header the line that names its cells
     * @param dialect how both are written; if it is not known, what the header tells of it and double quotes
     */
    record Csv(byte[] line, String header, Optional<CsvDialect> dialect) implements RefusedRecord {}

    /** A JSON object. */
    record Json(byte[] object) implements RefusedRecord {}

    /**
     * A record in Avro's binary encoding.
     *
     * @param offset where it starts
     */
    record Avro(byte[] bytes, int offset, Schema schema) implements RefusedRecord {
        /**
         * A record of a container.
         *
         * @param schema as the container's header has it
         * @throws IllegalArgumentException if it is no schema
         */
        public static Avro ofContainer(byte[] record, String schema) {
            return new Avro(record, 0, AvroContainer.schema(schema));
        }
    }

    /**
     * An event that was accepted, but could not be counted. Its keys are the names of fields.
     *
     * @param event of the schema that records are read to
     */
    record Accepted(Event event) implements RefusedRecord {}
}
