package io.millrace.ingest.pipelines;

import io.millrace.ingest.pipelines.ImpossibleFeedException.Reason;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Feed;
import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.rollup.Layer;
import io.millrace.model.window.TumblingWindows;
import io.millrace.model.window.Windows;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Which recomputed generations the stream counts into, beside those that serve. Thread-safe. */
public final class PipelineFeeds {
    private final Definitions definitions;
    private final DefinitionsAppender appender;
    private final Clock clock;

    public PipelineFeeds(Definitions definitions, DefinitionsAppender appender, Clock clock) {
        this.definitions = definitions;
        this.appender = appender;
        this.clock = clock;
    }

    /** Those of a pipeline; empty if there is no such pipeline, or it was deleted. */
    public Optional<List<Feed>> list(String tenant, String pipeline) {
        return find(tenant, pipeline).map(PipelineRecord::feeds);
    }

    private Optional<PipelineRecord> find(String tenant, String pipeline) {
        return definitions
                .find(tenant, pipeline)
                .filter(active -> !active.isDeleted())
                .map(ActivePipeline::record);
    }

    private void requireReadable(String tenant, String pipeline) {
        definitions.unreadable(tenant, pipeline).ifPresent(unreadable -> {
            throw new UnreadableDefinitionException(unreadable);
        });
    }

    /**
     * Announces that a generation is to be fed. Nothing happens if the same was announced before.
     *
     * @return the feed; empty if there is no such pipeline, or it was deleted
     * @throws ImpossibleFeedException if it can't be
     * @throws UnreadableDefinitionException if what is stored of the pipeline can't be read
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take it now
     */
    public Optional<Feed> announce(String tenant, String pipeline, NewFeed wanted) {
        AtomicReference<@Nullable Feed> result = new AtomicReference<>();
        appender.append(() -> {
            result.set(null);
            requireReadable(tenant, pipeline);
            Optional<PipelineRecord> record = find(tenant, pipeline);
            if (record.isEmpty()) {
                return Optional.empty();
            }
            Optional<Feed> former =
                    record.get().feed(wanted.layer().rollup(), wanted.layer().generation());
            if (former.isPresent()) {
                requireSame(former.get(), wanted);
                result.set(former.get());
                return Optional.empty();
            }
            requirePossible(record.get(), wanted.layer());
            Feed feed = wanted.since(Instant.ofEpochMilli(clock.millis()));
            result.set(feed);
            List<Feed> feeds = new ArrayList<>(record.get().feeds());
            feeds.add(feed);
            return Optional.of(record.get().feeding(feeds));
        });
        return Optional.ofNullable(result.get());
    }

    private static void requireSame(Feed former, NewFeed wanted) {
        if (!wanted.since(former.since()).equals(former)) {
            throw new ImpossibleFeedException(
                    Reason.OTHERWISE,
                    new DefinitionProblem(
                            "generation",
                            "generation " + former.generation() + " of " + former.rollup() + " is fed for the run "
                                    + former.run() + ", and not as this says",
                            "a number that the timeline gives anew"));
        }
    }

    private static void requirePossible(PipelineRecord record, Layer layer) {
        PipelineRecord.Version version = record.version(layer.version())
                .orElseThrow(() -> new ImpossibleFeedException(
                        Reason.UNKNOWN,
                        new DefinitionProblem(
                                "version",
                                "the pipeline has no version " + layer.version(),
                                "1 to " + record.current().version())));
        RollupDefinition rollup = DefinitionReader.read(version.source())
                .rollup(layer.rollup())
                .orElseThrow(() -> new ImpossibleFeedException(
                        Reason.UNKNOWN,
                        new DefinitionProblem(
                                "rollup",
                                "version " + layer.version() + " has no rollup " + layer.rollup(),
                                "a rollup of that version")));
        TumblingWindows cells = Windows.of(rollup.window()).cells();
        List<DefinitionProblem> problems = new ArrayList<>();
        requireStart("serves.from", layer.serves().from(), cells, problems);
        requireStart("serves.until", layer.serves().until(), cells, problems);
        if (!problems.isEmpty()) {
            throw new ImpossibleFeedException(Reason.UNKNOWN, problems);
        }
    }

    private static void requireStart(String path, long time, TumblingWindows cells, List<DefinitionProblem> problems) {
        if (!cells.isStart(time)) {
            problems.add(new DefinitionProblem(
                    path,
                    Instant.ofEpochMilli(time)
                            + " is within a window, or within 48 gaps that pieces of sessions lie in",
                    "where one starts, such as " + Instant.ofEpochMilli(cells.startOf(time))));
        }
    }

    /**
     * Ends a feed. What it counted is not deleted, but is incomplete from here on: the same generation must never be fed again.
     *
     * @return whether there was one
     * @throws UnreadableDefinitionException if what is stored of the pipeline can't be read
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take it now
     */
    public boolean remove(String tenant, String pipeline, String rollup, int generation) {
        AtomicBoolean found = new AtomicBoolean();
        appender.append(() -> {
            requireReadable(tenant, pipeline);
            Optional<PipelineRecord> fed = find(tenant, pipeline)
                    .filter(record -> record.feed(rollup, generation).isPresent());
            found.set(fed.isPresent());
            return fed.map(record -> record.feeding(record.feeds().stream()
                    .filter(feed -> !feed.is(rollup, generation))
                    .toList()));
        });
        return found.get();
    }
}
