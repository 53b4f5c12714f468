package io.millrace.query.answer;

import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;

/** The JSON of values, with integers as numbers or as strings. Not thread-safe. */
final class ValueText {
    private final boolean integersAsText;
    private final StringBuilder json = new StringBuilder();

    ValueText(boolean integersAsText) {
        this.integersAsText = integersAsText;
    }

    String of(Value value) {
        json.setLength(0);
        if (integersAsText && (value instanceof Value.Whole || value instanceof Value.BigWhole)) {
            JsonText.appendString(JsonText.plain(value), json);
        } else {
            JsonText.append(value, json);
        }
        return json.toString();
    }

    String of(long integer) {
        return of(new Value.Whole(integer));
    }
}
