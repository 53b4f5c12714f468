package io.millrace.model.format;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.EventSchema;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Opens bodies. */
public final class EventReaders {
    private EventReaders() {}

    /**
     * A reader of one body. Closing it closes the body.
     *
     * @param body decompressed
     * @param schema of the definition's events
     */
    public static EventReader open(
            EventFormat format,
            InputStream body,
            PipelineDefinition definition,
            EventSchema schema,
            ReaderOptions options) {
        return open(format, body, definition.event(), schema, options);
    }

    /** The same, of events that no pipeline is known of. */
    public static EventReader open(
            EventFormat format, InputStream body, EventDefinition event, EventSchema schema, ReaderOptions options) {
        BodyBuffer buffer = new BodyBuffer(body);
        EventAssembler assembler = new EventAssembler(event, schema);
        RecordLimits limits = options.limits();
        return switch (format) {
            case NDJSON -> new NdjsonReader(buffer, limits, new JsonRecordParser(assembler, limits));
            case JSON -> new JsonDocumentReader(buffer, limits, new JsonRecordParser(assembler, limits));
            case CSV -> new CsvReader(buffer, options, assembler);
            case AVRO -> new AvroReader(buffer, limits, new AvroRecordParser(assembler));
        };
    }

    /**
     * A reader of records that are cut already.
     *
     * @param schema of the definition's events
     */
    public static EventReader ofCut(
            Iterator<CutRecord> records, PipelineDefinition definition, EventSchema schema, RecordLimits limits) {
        EventAssembler assembler = new EventAssembler(definition.event(), schema);
        return new CutRecordsReader(
                records, limits, new JsonRecordParser(assembler, limits), new AvroRecordParser(assembler));
    }

    /**
     * The names of the columns in the header of a CSV body. Closes the body.
     *
     * @throws MalformedBodyException if there is no header
     */
    public static List<String> csvColumns(InputStream body, ReaderOptions options)
            throws IOException, MalformedBodyException {
        EventDefinition nothing = new EventDefinition(
                List.of(), Optional.empty(), List.of(), Duration.ZERO, EventDefinition.UnknownFields.IGNORE);
        EventSchema schema = EventSchema.of("any", "any", nothing);
        try (CsvReader reader = new CsvReader(new BodyBuffer(body), options, new EventAssembler(nothing, schema))) {
            var unused = reader.next();
            return reader.columns();
        }
    }
}
