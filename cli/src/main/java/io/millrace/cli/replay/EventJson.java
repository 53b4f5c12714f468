package io.millrace.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.JsonPath;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.value.Value;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Writes events as JSON that the definition reads as the same events. Thread-safe. */
public final class EventJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final List<FieldDefinition> fields;

    public EventJson(PipelineDefinition definition) {
        fields = definition.event().fields();
    }

    /** The JSON object of an event of the definition's schema, on one line. */
    public String write(Event event) {
        ObjectNode object = NODES.objectNode();
        for (int field = 0; field < fields.size(); field++) {
            if (event.isPresent(field)) {
                put(
                        node(event.value(field), fields.get(field)),
                        JsonPath.of(fields.get(field).from()).steps(),
                        object);
            }
        }
        return object.toString();
    }

    private static void put(JsonNode value, List<JsonPath.Step> steps, JsonNode root) {
        JsonNode place = root;
        for (int at = 0; at < steps.size(); at++) {
            boolean isLast = at == steps.size() - 1;
            JsonNode inner = isLast ? value : child(place, steps.get(at), steps.get(at + 1));
            if (steps.get(at) instanceof JsonPath.Step.Key key) {
                ((ObjectNode) place).set(key.name(), inner);
            } else if (steps.get(at) instanceof JsonPath.Step.Index index) {
                ArrayNode array = (ArrayNode) place;
                while (array.size() <= index.index()) {
                    array.addNull();
                }
                array.set(index.index(), inner);
            }
            place = inner;
        }
    }

    /** What is there already, or an empty place for the step that follows. */
    private static JsonNode child(JsonNode place, JsonPath.Step step, JsonPath.Step following) {
        JsonNode there = step instanceof JsonPath.Step.Key key
                ? place.path(key.name())
                : place.path(((JsonPath.Step.Index) step).index());
        if (there.isContainerNode()) {
            return there;
        }
        return following instanceof JsonPath.Step.Key ? NODES.objectNode() : NODES.arrayNode();
    }

    private static JsonNode node(Value value, FieldDefinition field) {
        if (value instanceof Value.Truth truth) {
            return NODES.booleanNode(truth.value());
        } else if (value instanceof Value.Whole whole) {
            return NODES.numberNode(whole.value());
        } else if (value instanceof Value.Real real) {
            return NODES.numberNode(real.value());
        } else if (value instanceof Value.Exact exact) {
            return NODES.textNode(exact.value().toPlainString());
        } else if (value instanceof Value.Text text) {
            return NODES.textNode(text.value());
        } else if (value instanceof Value.Identifier identifier) {
            return NODES.textNode(identifier.value().toString());
        } else if (value instanceof Value.Time time) {
            return time(time.value(), field);
        } else if (value instanceof Value.Day day) {
            return day(day.value(), field);
        }
        throw new IllegalArgumentException("no value of a field: " + value);
    }

    private static JsonNode time(Instant time, FieldDefinition field) {
        String format = field.format().orElse("");
        return switch (format) {
            case "" -> NODES.textNode(time.toString());
            case "epoch-ms" -> NODES.numberNode(time.toEpochMilli());
            case "epoch-s" -> NODES.numberNode(time.getEpochSecond());
            default -> {
                ZoneId zone = field.zone().orElse(ZoneOffset.UTC);
                yield NODES.textNode(DateTimeFormatter.ofPattern(format, Locale.ENGLISH)
                        .withZone(zone)
                        .format(time));
            }
        };
    }

    private static JsonNode day(LocalDate day, FieldDefinition field) {
        return NODES.textNode(field.format()
                .map(format ->
                        DateTimeFormatter.ofPattern(format, Locale.ENGLISH).format(day))
                .orElse(day.toString()));
    }
}
