package io.millrace.model.expression;

import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An expression could not be evaluated for an event: a division by zero, an overflow, a text that is no number. */
public final class ExpressionFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 80;

    private final String expression;
    private final transient Map<String, Value> values;

    /**
     * @param place what the expression belongs to, such as {@code where}
     * @param values of the fields that the expression refers to, in its order
     */
    ExpressionFailedException(String place, String expression, String reason, Map<String, Value> values) {
        // Without a stack trace: the expression says where, and it may happen for every event.
        super(message(place, expression, reason, values), null, false, false);
        this.expression = expression;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public String expression() {
        return expression;
    }

    /** Of the fields that the expression refers to, by name. */
    public Map<String, Value> values() {
        return values;
    }

    private static String message(String place, String expression, String reason, Map<String, Value> values) {
        StringBuilder message = new StringBuilder(place)
                .append(": ")
                .append(expression)
                .append(" failed: ")
                .append(reason);
        String before = "; ";
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            StringBuilder value = new StringBuilder();
            JsonText.append(entry.getValue(), value);
            message.append(before).append(entry.getKey()).append(" = ").append(cut(value));
            before = ", ";
        }
        return message.toString();
    }

    private static CharSequence cut(StringBuilder value) {
        if (value.codePointCount(0, value.length()) > MAX_SHOWN) {
            value.setLength(value.offsetByCodePoints(0, MAX_SHOWN));
            value.append('…');
        }
        return value;
    }
}
