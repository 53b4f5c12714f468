package io.millrace.model.format;

import io.millrace.model.definition.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The paths of all fields as one tree, so that a single pass over a record finds every value. Not thread-safe. */
final class JsonFields {
    private final Map<String, JsonFields> keys = new HashMap<>();
    private final Map<Integer, JsonFields> elements = new HashMap<>();
    private final List<FieldParser> fields = new ArrayList<>();
    private long seenIn = -1;

    static JsonFields of(EventAssembler assembler) {
        JsonFields root = new JsonFields();
        for (int index = 0; index < assembler.fields(); index++) {
            FieldParser parser = assembler.parser(index);
            JsonFields place = root;
            for (JsonPath.Step step : JsonPath.of(parser.field.from()).steps()) {
                place = place.inner(step);
            }
            place.fields.add(parser);
        }
        return root;
    }

    private JsonFields inner(JsonPath.Step step) {
        return step instanceof JsonPath.Step.Key key
                ? keys.computeIfAbsent(key.name(), name -> new JsonFields())
                : elements.computeIfAbsent(((JsonPath.Step.Index) step).index(), index -> new JsonFields());
    }

    @Nullable
    JsonFields key(String name) {
        return keys.get(name);
    }

    @Nullable
    JsonFields element(int index) {
        return elements.get(index);
    }

    boolean hasKeys() {
        return !keys.isEmpty();
    }

    boolean hasElements() {
        return !elements.isEmpty();
    }

    /** The fields whose value is here. */
    List<FieldParser> fields() {
        return fields;
    }

    /** Notes that a record has this place; false if it had it already. */
    boolean seeIn(long record) {
        boolean first = seenIn != record;
        seenIn = record;
        return first;
    }
}
