package io.millrace.kafka.definitions;

import io.millrace.kafka.record.PipelineRecord.Feed;

/**
 * A recomputed generation that the stream counts events into, beside those that serve. Immutable.
 *
 * @param version that says what it means, with the generation as its only rollup
 */
public record ActiveFeed(Feed feed, ActiveVersion version) {
    /** What is counted into. */
    public ActiveRollup rollup() {
        return version.rollups().get(0);
    }
}
