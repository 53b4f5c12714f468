package io.millrace.model.format;

import io.millrace.model.event.Event;

/** A record that could not be used, as it came. */
public sealed interface RefusedRecord {
    /**
     * A line of a CSV.
     *
     * @param header the line that names its cells
     */
    record Csv(byte[] line, String header) implements RefusedRecord {}

    /** A JSON object. */
    record Json(byte[] object) implements RefusedRecord {}

    /**
     * An event that was accepted, but could not be counted. Its keys are the names of fields.
     *
     * @param event of the schema that records are read to
     */
    record Accepted(Event event) implements RefusedRecord {}
}
