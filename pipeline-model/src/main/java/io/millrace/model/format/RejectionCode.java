package io.millrace.model.format;

import java.util.Locale;

/** Why a record can't be used. {@link #text()} is what answers and dead letters carry: never renamed. */
public enum RejectionCode {
    /** Not a record of its format: broken JSON, a ragged or wrongly quoted CSV line, bytes that are not UTF-8, a key given twice. */
    MALFORMED_RECORD,
    RECORD_TOO_LARGE,
    /** Objects and arrays stand in one another deeper than is read. */
    NESTED_TOO_DEEP,
    /** More keys or columns than are read. */
    TOO_MANY_FIELDS,
    /** A required field is missing or null. */
    MISSING_FIELD,
    /** A JSON value of a kind that the field's type can't be written as: an object, an array, a boolean where a number belongs. */
    WRONG_TYPE,
    NOT_A_STRING,
    NOT_A_BOOLEAN,
    NOT_A_NUMBER,
    /** A number with a fraction where a whole one belongs. */
    NOT_AN_INTEGER,
    /** A decimal with more digits after the point than its scale; never rounded. */
    TOO_MANY_DIGITS,
    /** Outside the type's range or the field's {@code min} and {@code max}. */
    OUT_OF_RANGE,
    NOT_A_TIMESTAMP,
    NOT_A_DATE,
    NOT_A_UUID,
    /** A field that the definition does not name, where it says {@code unknownFields: reject}. */
    UNKNOWN_FIELD,
    /** The event time is further ahead of the time of acceptance than {@code maxAhead}. */
    TOO_FAR_AHEAD;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String text() {
        return text;
    }
}
