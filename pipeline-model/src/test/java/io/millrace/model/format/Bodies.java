package io.millrace.model.format;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.value.JsonText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads whole bodies into one line of text a record, so that tests can say what they expect in full. */
final class Bodies {
    static final long ACCEPTED_AT = 1_600_000_000_000L;

    private final EventFormat format;
    private final EventDefinition definition;
    private ReaderOptions options = ReaderOptions.DEFAULT;
    private int chunk = Integer.MAX_VALUE;

    Bodies(EventFormat format, EventDefinition definition) {
        this.format = format;
        this.definition = definition;
    }

    Bodies with(ReaderOptions newOptions) {
        options = newOptions;
        return this;
    }

    /** The body arrives in pieces of at most so many bytes. */
    Bodies inChunksOf(int bytes) {
        chunk = bytes;
        return this;
    }

    EventReader open(byte[] body) {
        InputStream in = new ByteArrayInputStream(body) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, chunk));
            }
        };
        return EventReaders.open(format, in, Definitions.pipeline(definition), Definitions.schema(definition), options);
    }

    List<String> read(String body) {
        return read(body.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code index@line values} for an event, {@code index@line code field} for a rejected record, {@code ! message} for a broken body. */
    List<String> read(byte[] body) {
        List<String> records = new ArrayList<>();
        EventSchema schema = Definitions.schema(definition);
        Event event = new Event(schema);
        try (EventReader reader = open(body)) {
            while (reader.next()) {
                String at = reader.index() + "@" + reader.line() + " ";
                try {
                    reader.read(event, ACCEPTED_AT, 7);
                    records.add(at + text(event));
                } catch (RejectedRecordException rejected) {
                    records.add(at
                            + rejected.code().text()
                            + rejected.field().map(field -> " " + field).orElse(""));
                }
            }
        } catch (MalformedBodyException malformed) {
            records.add("! " + malformed.message());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return records;
    }

    static String text(Event event) {
        StringBuilder text = new StringBuilder();
        for (int field = 0; field < event.schema().size(); field++) {
            text.append(field == 0 ? "" : "|");
            text.append(event.isPresent(field) ? JsonText.plain(event.value(field)) : "null");
        }
        return text.toString();
    }
}
