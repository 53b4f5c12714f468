package io.millrace.query.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.model.measure.Measure;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.value.Value;
import io.millrace.query.read.FoundRow;
import io.millrace.query.request.RollupQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

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
            writeCompleteness(answer, json, new ValueText(answer.query().integersAsText()));
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toString();
    }

    private void write(RollupAnswer answer, OutputStream out) throws IOException {
        RollupQuery query = answer.query();
        ValueText values = new ValueText(query.integersAsText());
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("tenant", query.pipeline().tenant());
            json.writeStringField("pipeline", query.pipeline().name());
            json.writeStringField("rollup", query.rollup().name());
            json.writeStringField("from", time(query.asked().from()));
            json.writeStringField("to", time(query.asked().until()));
            json.writeStringField("granularity", query.granularity());
            json.writeArrayFieldStart("rows");
            RowJson rows = new RowJson(query, json, values);
            for (FoundRow row : answer.page().rows()) {
                rows.write(row, answer.isClosed(row));
            }
            json.writeEndArray();
            json.writeFieldName("next");
            if (answer.next().isPresent()) {
                json.writeString(answer.next().get());
            } else {
                json.writeNull();
            }
            json.writeFieldName("completeness");
            writeCompleteness(answer, json, values);
            json.writeEndObject();
        }
    }

    private static void writeCompleteness(RollupAnswer answer, JsonGenerator json, ValueText values)
            throws IOException {
        json.writeStartObject();
        json.writeStringField(
                "streamTime", answer.streamTime().map(Instant::toString).orElse(null));
        json.writeFieldName("lateEvents");
        json.writeRawValue(values.of(answer.lateEvents()));
        json.writeArrayFieldStart("generations");
        json.writeNumber(answer.query().rollup().generation());
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static final class RowJson {
        private final RollupPlan plan;
        private final List<Integer> measures;
        private final List<String> measureNames;
        private final JsonGenerator json;
        private final ValueText values;

        RowJson(RollupQuery query, JsonGenerator json, ValueText values) {
            plan = query.rollup().plan();
            measures = query.measures();
            measureNames = query.askedMeasures().stream().map(Measure::name).toList();
            this.json = json;
            this.values = values;
        }

        void write(FoundRow row, boolean closed) throws IOException {
            RollupState state = row.merged(plan);
            json.writeStartObject();
            json.writeStringField("windowStart", time(row.windowStart()));
            json.writeStringField("windowEnd", time(row.windowEnd()));
            json.writeBooleanField("closed", closed);
            json.writeObjectFieldStart("dimensions");
            List<Value> dimensions = plan.groups().decode(row.group());
            for (int index = 0; index < dimensions.size(); index++) {
                writeField(plan.groups().names().get(index), dimensions.get(index));
            }
            json.writeEndObject();
            if (row.group().isOther()) {
                json.writeBooleanField("other", true);
            }
            writeField("events", new Value.Whole(state.events()));
            json.writeObjectFieldStart("measures");
            for (int index = 0; index < measures.size(); index++) {
                writeField(measureNames.get(index), state.finish(measures.get(index)));
            }
            json.writeEndObject();
            json.writeEndObject();
        }

        private void writeField(String name, Value value) throws IOException {
            json.writeFieldName(name);
            json.writeRawValue(values.of(value));
        }
    }
}
