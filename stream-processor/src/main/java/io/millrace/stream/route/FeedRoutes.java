package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActiveFeed;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Feeds of a pipeline: what is counted into recomputed generations, beside those that serve. They decide on nothing but what they count themselves. */
final class FeedRoutes {
    private FeedRoutes() {}

    /** Those of a pipeline: an event is evaluated once for all that see it alike. */
    static VersionRoute[] of(ActivePipeline pipeline) {
        Map<Meaning, List<ActiveFeed>> alike = new LinkedHashMap<>();
        pipeline.feeds().forEach(feed -> alike.computeIfAbsent(
                        new Meaning(feed.feed().version(), feed.feed().lookupsAsOf()), meaning -> new ArrayList<>())
                .add(feed));
        return alike.entrySet().stream()
                .map(entry -> new VersionRoute(
                        pipeline,
                        together(entry.getValue()),
                        List.of(),
                        entry.getKey().lookupsAsOf()))
                .toArray(VersionRoute[]::new);
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
}
