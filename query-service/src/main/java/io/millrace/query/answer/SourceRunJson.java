package io.millrace.query.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.cassandra.SourceRunRow;
import io.millrace.query.read.SourceRunReader;
import io.millrace.query.request.SourceRunQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Runs of sources as JSON. Thread-safe. */
final class SourceRunJson {
    private final JsonFactory factory = new JsonFactory();

    byte[] page(SourceRunQuery query, SourceRunReader.Page page) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("tenant", query.source().tenant());
            json.writeStringField("pipeline", query.source().pipeline());
            json.writeStringField("source", query.source().source());
            json.writeArrayFieldStart("runs");
            for (SourceRunRow run : page.runs()) {
                write(run, json);
            }
            json.writeEndArray();
            json.writeStringField(
                    "next",
                    page.more() ? query.cursorAfter(page.runs().get(page.runs().size() - 1)) : null);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toByteArray();
    }

    private static void write(SourceRunRow run, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("number", run.key().place().number());
        json.writeStringField("subject", run.subject());
        json.writeStringField("startedAt", run.key().place().startedAt().toString());
        json.writeStringField("endedAt", run.endedAt().toString());
        json.writeNumberField("accepted", run.accepted());
        json.writeNumberField("rejected", run.rejected());
        json.writeStringField("error", run.error().orElse(null));
        json.writeEndObject();
    }
}
