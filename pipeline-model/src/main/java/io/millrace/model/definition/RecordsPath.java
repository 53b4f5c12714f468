package io.millrace.model.definition;

import java.util.List;

/**
 * Where in a JSON document the records stand: one place, whose value is a record, or an array of them. {@code $} is the whole document; {@code [*]} at
 * the end may be left out.
 *
 * @param steps from the outside in; none = the whole document
 */
public record RecordsPath(List<JsonPath.Step> steps) {
    /** The whole document. */
    public static final RecordsPath DOCUMENT = new RecordsPath(List.of());

    private static final String ELEMENTS = "[*]";

    public RecordsPath {
        steps = List.copyOf(steps);
    }

    /**
     * @throws IllegalArgumentException saying where it is wrong
     */
    public static RecordsPath parse(String text) {
        String place = text.endsWith(ELEMENTS) ? text.substring(0, text.length() - ELEMENTS.length()) : text;
        return place.equals("$")
                ? DOCUMENT
                : new RecordsPath(JsonPath.parse(place).steps());
    }

    /** As a definition writes it; parses back to the same. */
    @Override
    public String toString() {
        return (steps.isEmpty() ? "$" : new JsonPath(steps).toString()) + ELEMENTS;
    }
}
