package io.millrace.query.read;

import io.millrace.cassandra.Run;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A page of runs.
 *
 * @param next the run that the next page begins behind; empty if there is none
 */
public record RunPage(List<Run> runs, Optional<UUID> next) {
    public RunPage {
        runs = List.copyOf(runs);
    }
}
