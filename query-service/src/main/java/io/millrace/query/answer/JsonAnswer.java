package io.millrace.query.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.model.rollup.RowText;
import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import io.millrace.query.read.FoundRow;
import io.millrace.query.request.RollupQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;

/** An answer as JSON, written row by row without a tree. Thread-safe. */
public final class JsonAnswer {
    private final JsonFactory factory = new JsonFactory();

    /** The whole document, UTF-8. */
    public byte[] write(RollupAnswer answer) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(1_024 + 256 * answer.page().rows().size());
        try {
            write(answer, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toByteArray();
    }

    /** Only the object {@code completeness}, on one line of ASCII. */
    public String completeness(RollupAnswer answer) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = factory.createGenerator(out)) {
            writeCompleteness(answer, json);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toString();
    }

    private void write(RollupAnswer answer, OutputStream out) throws IOException {
        RollupQuery query = answer.query();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("tenant", query.pipeline().tenant());
            json.writeStringField("pipeline", query.pipeline().name());
            json.writeStringField("rollup", query.rollup().name());
            json.writeStringField("from", time(query.asked().from()));
            json.writeStringField("to", time(query.asked().until()));
            json.writeStringField("granularity", query.granularity());
            json.writeArrayFieldStart("rows");
            RowText text = answer.text();
            StringBuilder row = new StringBuilder();
            for (FoundRow found : answer.page().rows()) {
                row.setLength(0);
                text.appendJson(answer.finished(found), query.integersAsText(), row);
                json.writeRawValue(row.toString());
            }
            json.writeEndArray();
            json.writeFieldName("next");
            if (answer.next().isPresent()) {
                json.writeString(answer.next().get());
            } else {
                json.writeNull();
            }
            json.writeFieldName("completeness");
            writeCompleteness(answer, json);
            json.writeEndObject();
        }
    }

    private static void writeCompleteness(RollupAnswer answer, JsonGenerator json) throws IOException {
        StringBuilder lateEvents = new StringBuilder();
        JsonText.append(new Value.Whole(answer.lateEvents()), answer.query().integersAsText(), lateEvents);
        json.writeStartObject();
        json.writeStringField(
                "streamTime", answer.streamTime().map(Instant::toString).orElse(null));
        json.writeFieldName("lateEvents");
        json.writeRawValue(lateEvents.toString());
        json.writeArrayFieldStart("generations");
        for (int generation : answer.query().generations()) {
            json.writeNumber(generation);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
