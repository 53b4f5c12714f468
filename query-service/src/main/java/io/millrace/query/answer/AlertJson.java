package io.millrace.query.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.model.alert.AlertRow;
import io.millrace.query.read.AlertPage;
import io.millrace.query.request.AlertQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** A page of alerts as JSON. Thread-safe. */
final class AlertJson {
    private final JsonFactory factory = new JsonFactory();

    /** The whole document, UTF-8. */
    byte[] write(AlertQuery query, AlertPage page) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(256 + 512 * page.alerts().size());
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("tenant", query.tenant());
            json.writeArrayFieldStart("alerts");
            for (AlertRow row : page.alerts()) {
                write(row, json);
            }
            json.writeEndArray();
            json.writeStringField("next", page.next().map(query::cursorAfter).orElse(null));
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toByteArray();
    }

    private static void write(AlertRow row, JsonGenerator json) throws IOException {
        AlertRow.Key key = row.key();
        json.writeStartObject();
        json.writeStringField("pipeline", key.pipeline());
        json.writeStringField("alert", key.alert());
        json.writeStringField("rollup", key.rollup());
        json.writeNumberField("generation", key.generation());
        json.writeStringField("state", row.state().text());
        json.writeFieldName("dimensions");
        json.writeRawValue(row.dimensions());
        json.writeStringField("since", time(row.since()));
        json.writeStringField("windowStart", time(row.windowStart()));
        json.writeStringField("windowEnd", time(row.windowEnd()));
        json.writeNumberField("events", row.events());
        json.writeFieldName("measures");
        json.writeRawValue(row.measures());
        json.writeStringField("at", time(row.at()));
        json.writeEndObject();
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
