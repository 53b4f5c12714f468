package io.millrace.batch.run;

import io.millrace.batch.compute.CountedEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A row that is not equal, as it is told.
 *
 * @param values what it is and both sides of it, a JSON object
 * @param events that the archive's side counts, the first of them by time; empty = nobody looked
 */
public record ToldRow(String values, Optional<List<CountedEvent>> events) {
    /** Both sides alone. */
    static ToldRow of(String values) {
        return new ToldRow(values, Optional.empty());
    }

    /** All of it as one JSON object on one line. */
    public String json() {
        return events.map(counted -> values.substring(0, values.length() - 1) + ",\"events\":["
                        + counted.stream().map(CountedEvent::json).collect(Collectors.joining(",")) + "]}")
                .orElse(values);
    }
}
