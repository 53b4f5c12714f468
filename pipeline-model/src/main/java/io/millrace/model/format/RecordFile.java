package io.millrace.model.format;

import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.EventSchema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/** A file of records, CSV or NDJSON, that can be opened where it was left off. */
public record RecordFile(Path path, EventFormat format, ReaderOptions options) {
    /** Where a file is left off: behind a record, or at its beginning. */
    public record Mark(long offset, long line, long index) {
        public static final Mark BEGINNING = new Mark(0, 1, 0);

        /** Behind a reader's current record. */
        public static Mark behind(EventReader reader) {
            return new Mark(reader.nextOffset(), reader.nextLine(), reader.index() + 1);
        }
    }

    public RecordFile {
        if (format == EventFormat.JSON || format == EventFormat.AVRO) {
            throw new IllegalArgumentException("a file of " + format + " is read from its beginning");
        }
    }

    /** The format that a name tells; empty if it tells none of those that can be left off. */
    public static Optional<EventFormat> formatOf(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".csv")) {
            return Optional.of(EventFormat.CSV);
        }
        return lower.endsWith(".ndjson") || lower.endsWith(".jsonl")
                ? Optional.of(EventFormat.NDJSON)
                : Optional.empty();
    }

    /**
     * A reader of the records behind a mark.
     *
     * @throws MalformedBodyException if the header can't be used
     */
    public EventReader open(Mark mark, PipelineDefinition definition, EventSchema schema)
            throws IOException, MalformedBodyException {
        if (mark.offset() == 0) {
            return reader(Files.newInputStream(path), definition, schema);
        }
        byte[] header = hasHeaderLine() ? header(definition, schema) : new byte[0];
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            channel.position(mark.offset());
            InputStream body =
                    new SequenceInputStream(new ByteArrayInputStream(header), Channels.newInputStream(channel));
            long headerLines = 0;
            for (byte next : header) {
                headerLines += next == '\n' ? 1 : 0;
            }
            return new ShiftedReader(
                    reader(body, definition, schema),
                    mark.offset() - header.length,
                    mark.line() - 1 - headerLines,
                    mark.index());
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    private boolean hasHeaderLine() {
        return format == EventFormat.CSV && options.csv().hasHeaderLine();
    }

    private EventReader reader(InputStream body, PipelineDefinition definition, EventSchema schema) {
        return EventReaders.open(format, body, definition, schema, options);
    }

    /** The header line with its end: what gives the rest its meaning. */
    private byte[] header(PipelineDefinition definition, EventSchema schema)
            throws IOException, MalformedBodyException {
        try (EventReader beginning = reader(Files.newInputStream(path), definition, schema)) {
            var unused = beginning.next();
            return (beginning.header().orElse("") + "\n").getBytes(StandardCharsets.UTF_8);
        }
    }
}
