package io.millrace.cli.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.inference.SampleColumn.Cell;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.JsonPath;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.MalformedBodyException;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.format.RejectedRecordException;
import io.millrace.model.format.ValueReader.Form;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A sample of JSON records: every place of a single value, also within objects. Not thread-safe. */
final class JsonSample {
    private static final int DEEPEST = 6;

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Map<String, SampleColumn> columns = new LinkedHashMap<>();
    private final Set<String> containers = new LinkedHashSet<>();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private int records;
    private long skipped;

    Sample read(EventFormat format, InputStream body, int most) throws IOException, MalformedBodyException {
        EventDefinition nothing = new EventDefinition(
                List.of(), Optional.empty(), List.of(), Duration.ZERO, EventDefinition.UnknownFields.IGNORE);
        EventSchema schema = EventSchema.of("any", "any", nothing);
        Event event = new Event(schema);
        try (EventReader reader = EventReaders.open(format, body, nothing, schema, ReaderOptions.DEFAULT)) {
            while (records < most && reader.next()) {
                take(reader, event);
            }
        }
        for (String container : containers) {
            if (columns.remove(container) != null) {
                leftOut.add("'" + container + "': a single value in some records, an object or a list in others");
            }
        }
        List<SampleColumn> found = new ArrayList<>(columns.values());
        found.forEach(column -> column.fillTo(records));
        return new Sample(found, records, skipped, List.copyOf(leftOut), ',');
    }

    private void take(EventReader reader, Event event) throws IOException {
        try {
            // What the services would not read is no record to learn from.
            reader.read(event, 0, 0);
            if (mapper.readTree(reader.original()) instanceof ObjectNode record) {
                object(record, List.of());
                records++;
                return;
            }
        } catch (RejectedRecordException | JsonProcessingException broken) {
            skipped++;
            return;
        }
        skipped++;
    }

    private void object(ObjectNode object, List<JsonPath.Step> within) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            List<JsonPath.Step> steps = new ArrayList<>(within);
            steps.add(new JsonPath.Step.Key(field.getKey()));
            JsonNode value = field.getValue();
            if (value.isContainerNode()) {
                containers.add(from(steps));
            }
            if (value instanceof ObjectNode inner && steps.size() < DEEPEST) {
                object(inner, steps);
            } else if (value.isContainerNode()) {
                leftOut.add(shown(steps) + ": a list, or objects too deep; an element is read with a path such as "
                        + new JsonPath(steps) + "[0]");
            } else if (!value.isNull()) {
                columns.computeIfAbsent(from(steps), from -> new SampleColumn(from, title(steps)))
                        .set(records, Cell.of(form(value), value.asText()));
            }
        }
    }

    private static Form form(JsonNode value) {
        if (value.isBoolean()) {
            return Form.TRUTH;
        }
        return value.isNumber() ? Form.NUMBER : Form.TEXT;
    }

    /** A literal key, or a path where that would not be one. */
    private static String from(List<JsonPath.Step> steps) {
        String key = last(steps);
        return steps.size() > 1 || key.isBlank() || JsonPath.isPath(key) ? new JsonPath(steps).toString() : key;
    }

    private static String shown(List<JsonPath.Step> steps) {
        return "'" + from(steps) + "'";
    }

    private static String title(List<JsonPath.Step> steps) {
        List<String> names = new ArrayList<>();
        steps.forEach(step -> names.add(last(List.of(step))));
        return String.join("_", names);
    }

    private static String last(List<JsonPath.Step> steps) {
        return steps.get(steps.size() - 1) instanceof JsonPath.Step.Key key ? key.name() : "";
    }
}
