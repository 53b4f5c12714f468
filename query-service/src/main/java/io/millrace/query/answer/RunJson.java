package io.millrace.query.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.cassandra.Run;
import io.millrace.query.read.RunPage;
import io.millrace.query.request.RunQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Runs as JSON, as they stand at some moment. Thread-safe. */
final class RunJson {
    private final JsonFactory factory = new JsonFactory();

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private byte[] document(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toByteArray();
    }

    byte[] page(RunQuery query, RunPage page, Instant now) {
        return document(json -> {
            json.writeStringField("tenant", query.tenant());
            json.writeArrayFieldStart("recomputes");
            for (Run run : page.runs()) {
                json.writeStartObject();
                write(run, now, json);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("next", page.next().map(query::cursorAfter).orElse(null));
        });
    }

    byte[] whole(Run run, Instant now) {
        return document(json -> {
            json.writeStringField("tenant", run.tenant());
            write(run, now, json);
            json.writeArrayFieldStart("differences");
            for (String difference : run.differences()) {
                json.writeRawValue(difference);
            }
            json.writeEndArray();
        });
    }

    private static void write(Run run, Instant now, JsonGenerator json) throws IOException {
        json.writeStringField("id", run.id().toString());
        json.writeStringField("kind", run.kind().text());
        json.writeStringField("pipeline", run.pipeline());
        json.writeArrayFieldStart("rollups");
        for (String rollup : run.rollups()) {
            json.writeString(rollup);
        }
        json.writeEndArray();
        json.writeStringField("from", run.from().toString());
        json.writeStringField("to", run.until().toString());
        json.writeStringField("who", run.who());
        json.writeStringField("state", run.stateAt(now).text());
        json.writeNumberField("percent", run.percent());
        json.writeNumberField("events", run.events());
        json.writeNumberField("rows", run.rows());
        json.writeNumberField("equal", run.equal());
        json.writeNumberField("wrong", run.wrong());
        json.writeArrayFieldStart("generations");
        for (int generation : run.generations()) {
            json.writeNumber(generation);
        }
        json.writeEndArray();
        json.writeStringField("message", run.message());
        json.writeStringField("started", run.started().toString());
        json.writeStringField("heartbeat", run.heartbeat().toString());
        json.writeStringField("ended", run.ended().map(Instant::toString).orElse(null));
    }
}
