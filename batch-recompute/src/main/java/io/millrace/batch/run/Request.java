package io.millrace.batch.run;

import java.time.Instant;
import java.util.List;

/**
 * What of history a run is about.
 *
 * @param rollups empty = all
 * @param from in event time, inclusive
 * @param until exclusive
 * @param who asks for it
 */
public record Request(String tenant, String pipeline, List<String> rollups, Instant from, Instant until, String who) {
    public Request {
        rollups = List.copyOf(rollups);
        if (!from.isBefore(until)) {
            throw new RefusedException(
                    "There is nothing from " + from + " to " + until + ".", "--from must be before --to.");
        }
    }
}
