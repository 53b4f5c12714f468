package io.millrace.model.expression;

import io.millrace.model.event.Event;
import io.millrace.model.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An expression as it was written, to say what failed.
 *
 * @param place what it belongs to
 * @param fields that it refers to, by index
 */
record ExpressionText(String place, String text, List<Integer> fields) {
    ExpressionFailedException failed(Failure failure, Event event) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (int field : fields) {
            values.put(event.schema().field(field).name(), event.value(field));
        }
        return new ExpressionFailedException(place, text, String.valueOf(failure.getMessage()), values);
    }
}
