package io.millrace.cassandra;

import java.time.Instant;
import java.util.Optional;

/**
 * A run of a source that ended. What each means stands at the record of the topic {@code source-runs}.
 *
 * @param key names the row
 * @param error why it did not come to its end; empty if it did
 */
public record SourceRunRow(
        Key key, String subject, Instant endedAt, long accepted, long rejected, Optional<String> error) {
    /** A source. */
    public record Source(String tenant, String pipeline, String source) {}

    /**
     * A run's place among those of its source.
     *
     * @param startedAt in whole ms
     * @param number tells runs of one start apart
     */
    public record Place(Instant startedAt, long number) {}

    /** Names a run. */
    public record Key(Source source, Place place) {}
}
