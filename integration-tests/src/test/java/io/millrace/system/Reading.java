package io.millrace.system;

import java.time.Instant;

/**
 * An event of the pipeline of {@link ReadingsLoad}.
 *
 * @param number with the unit it identifies the reading
 * @param speed 0 to 99
 */
record Reading(String unit, long number, Instant at, long speed, double load) {
    String id() {
        return unit + "/" + number;
    }

    /** A copy that says something else: it must not count. */
    Reading again(Instant otherTime, long otherSpeed) {
        return new Reading(unit, number, otherTime, otherSpeed, load);
    }

    String json() {
        return "{\"unit\": \"" + unit + "\", \"number\": " + number + ", \"at\": \"" + at + "\", \"speed\": " + speed
                + ", \"load\": " + load + "}\n";
    }
}
