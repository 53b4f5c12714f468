package io.millrace.query.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.model.definition.Durations;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.measure.Measure;
import io.millrace.model.rollup.GroupCodec;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TumblingWindows;
import io.millrace.model.window.Windows;
import io.millrace.query.read.Timelines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a tenant can ask for, as JSON: its rollups with their dimensions, measures and windows. Thread-safe. */
public final class CatalogueJson {
    private final JsonFactory factory = new JsonFactory();
    private final StreamTimes streamTimes;
    private final Timelines timelines;

    public CatalogueJson(StreamTimes streamTimes, Timelines timelines) {
        this.streamTimes = streamTimes;
        this.timelines = timelines;
    }

    /**
     * The whole document, UTF-8, in the order of the pipelines' names and of their definitions.
     *
     * @throws io.millrace.query.read.RowsUnavailableException if it can't be read now which generations serve
     */
    public byte[] write(String tenant, Collection<ActivePipeline> pipelines) {
        List<ActivePipeline> own = pipelines.stream()
                .filter(pipeline -> pipeline.tenant().equals(tenant))
                .sorted(Comparator.comparing(ActivePipeline::name))
                .toList();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("tenant", tenant);
            json.writeArrayFieldStart("rollups");
            for (ActivePipeline pipeline : own) {
                for (ActiveRollup rollup : pipeline.rollups()) {
                    write(pipeline, rollup, json);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return out.toByteArray();
    }

    private void write(ActivePipeline pipeline, ActiveRollup rollup, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("pipeline", pipeline.name());
        json.writeStringField("rollup", rollup.name());
        json.writeNumberField("generation", rollup.generation());
        long completeFrom = pipeline.generations(rollup.name()).get(0).completeFrom();
        if (completeFrom != Long.MIN_VALUE) {
            json.writeStringField(
                    "completeFrom", Instant.ofEpochMilli(completeFrom).toString());
        }
        writeIntervals(timelines.over(pipeline, rollup.name()).generations(rollup.name()), json);
        writeWindow(rollup.plan().windows(), json);
        json.writeStringField("lateness", Durations.format(pipeline.definition().lateness()));
        json.writeArrayFieldStart("dimensions");
        GroupCodec groups = rollup.plan().groups();
        for (int index = 0; index < groups.names().size(); index++) {
            json.writeStartObject();
            json.writeStringField("name", groups.names().get(index));
            json.writeStringField("type", groups.type(index).toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("measures");
        for (Measure measure : rollup.plan().measures()) {
            write(measure.definition(), json);
        }
        json.writeEndArray();
        json.writeStringField(
                "streamTime",
                streamTimes
                        .streamTime(pipeline.tenant(), pipeline.name())
                        .map(Instant::toString)
                        .orElse(null));
        json.writeEndObject();
    }

    private static void writeIntervals(List<ActiveRollup> serving, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("intervals");
        for (ActiveRollup generation : serving) {
            json.writeStartObject();
            json.writeNumberField("generation", generation.generation());
            writeEnd("from", generation.serves().from(), Long.MIN_VALUE, json);
            writeEnd("to", generation.serves().until(), Long.MAX_VALUE, json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeEnd(String name, long millis, long open, JsonGenerator json) throws IOException {
        json.writeStringField(
                name, millis == open ? null : Instant.ofEpochMilli(millis).toString());
    }

    private static void writeWindow(Windows windows, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("window");
        if (windows instanceof TumblingWindows tumbling) {
            json.writeStringField("type", "tumbling");
            writeDuration("size", tumbling.size(), json);
            writeOffset(tumbling.offset(), json);
        } else if (windows instanceof HoppingWindows hopping) {
            json.writeStringField("type", "hopping");
            writeDuration("size", hopping.size(), json);
            writeDuration("advance", hopping.advance(), json);
            writeOffset(hopping.offset(), json);
        } else if (windows instanceof SessionWindows sessions) {
            json.writeStringField("type", "session");
            writeDuration("gap", sessions.gap(), json);
        }
        json.writeEndObject();
    }

    private static void writeOffset(long millis, JsonGenerator json) throws IOException {
        if (millis != 0) {
            writeDuration("offset", millis, json);
        }
    }

    private static void writeDuration(String name, long millis, JsonGenerator json) throws IOException {
        json.writeStringField(name, Durations.format(Duration.ofMillis(millis)));
    }

    private static void write(MeasureDefinition measure, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", measure.name());
        json.writeStringField("type", measure.type().name().toLowerCase(Locale.ROOT));
        if (measure.field().isPresent()) {
            json.writeStringField("field", measure.field().get());
        }
        if (measure.q().isPresent()) {
            json.writeNumberField("q", measure.q().getAsDouble());
        }
        if (measure.accuracy().isPresent()) {
            json.writeNumberField("accuracy", measure.accuracy().getAsDouble());
        }
        if (measure.precision().isPresent()) {
            json.writeNumberField("precision", measure.precision().getAsInt());
        }
        json.writeEndObject();
    }
}
