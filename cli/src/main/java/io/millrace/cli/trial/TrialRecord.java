package io.millrace.cli.trial;

import io.millrace.model.format.EventReader;
import java.util.Optional;

/**
 * A record that does not count.
 *
 * @param place in its file: its line, from 1, or its number, from 0, where there are no lines
 * @param field the field at fault, as the definition calls it
 * @param code kebab-case reason, as answers and dead letters have it
 */
public record TrialRecord(String place, Optional<String> field, String code, String message) {
    /** Where a reader's current record stands. */
    static String place(EventReader reader) {
        return reader.line() == EventReader.NO_LINE ? "record " + reader.index() : "line " + reader.line();
    }
}
