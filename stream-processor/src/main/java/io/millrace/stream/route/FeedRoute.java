package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActiveFeed;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveVersion;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Feeds that mean what one version of a pipeline's definition says: what is counted into recomputed generations, beside those that serve. An event that can't be
 * evaluated so is left out, and that disturbs nothing else. Not thread-safe.
 */
final class FeedRoute extends VersionRoute {
    private final long lookupsAsOf;
    private boolean failed;

    private FeedRoute(ActivePipeline pipeline, ActiveVersion version, long lookupsAsOf) {
        super(pipeline, version, List.of());
        this.lookupsAsOf = lookupsAsOf;
    }

    /** Those of a pipeline: an event is evaluated once for all that see it alike. */
    static FeedRoute[] of(ActivePipeline pipeline) {
        Map<Meaning, List<ActiveFeed>> alike = new LinkedHashMap<>();
        pipeline.feeds().forEach(feed -> alike.computeIfAbsent(
                        new Meaning(feed.feed().version(), feed.feed().lookupsAsOf()), meaning -> new ArrayList<>())
                .add(feed));
        return alike.entrySet().stream()
                .map(entry -> new FeedRoute(
                        pipeline, together(entry.getValue()), entry.getKey().lookupsAsOf()))
                .toArray(FeedRoute[]::new);
    }

    private record Meaning(int version, long lookupsAsOf) {}

    private static ActiveVersion together(List<ActiveFeed> feeds) {
        ActiveVersion version = feeds.get(0).version();
        return new ActiveVersion(
                version.definition(),
                version.schema(),
                version.evaluation(),
                feeds.stream().map(ActiveFeed::rollup).toList());
    }

    @Override
    void evaluate(EventId id, int schemaId, long eventTime, byte[] encoded) {
        failed = false;
        try {
            super.evaluate(id, schemaId, eventTime, encoded);
        } catch (RuntimeException unusable) {
            // Whatever the reason, as a batch does: it finds the same again.
            leaveOut();
            failed = true;
        }
    }

    @Override
    void decoded(Event fresh) {
        if (fresh.definitionsOffset() < lookupsAsOf) {
            fresh.setEnvelope(fresh.eventTime(), fresh.acceptedAt(), lookupsAsOf);
        }
    }

    /** Whether the event at hand can't be evaluated. */
    boolean hasFailed() {
        return failed;
    }
}
