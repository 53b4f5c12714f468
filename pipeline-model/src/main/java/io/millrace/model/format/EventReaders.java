package io.millrace.model.format;

import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.EventSchema;
import java.io.InputStream;

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
        BodyBuffer buffer = new BodyBuffer(body);
        EventAssembler assembler = new EventAssembler(definition.event(), schema);
        RecordLimits limits = options.limits();
        return switch (format) {
            case NDJSON -> new NdjsonReader(buffer, limits, new JsonRecordParser(assembler, limits));
            case JSON -> new JsonDocumentReader(buffer, limits, new JsonRecordParser(assembler, limits));
            case CSV -> new CsvReader(buffer, options, assembler);
        };
    }
}
