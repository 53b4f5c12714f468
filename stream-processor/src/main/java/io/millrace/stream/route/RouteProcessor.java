package io.millrace.stream.route;

import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.definitions.DefinitionsBehindException;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.event.EventId;
import io.millrace.model.expression.ExpressionFailedException;
import io.millrace.stream.dedupe.SeenIds;
import io.millrace.stream.drain.CommitPace;
import io.millrace.stream.drain.DrainStore;
import io.millrace.stream.drain.Drainable;
import io.millrace.stream.partial.PartialBundles;
import io.millrace.stream.poll.RecordRun;
import io.millrace.stream.route.UnusableEventException.Reason;
import io.millrace.stream.stage.StageEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The route stage of one task: one partition number of all events topics. An event is evaluated, then its id recorded, then it is
 * applied, so one that fails on the way leaves no id behind. Everything goes out when the task commits, or before if it takes too much memory.
 */
final class RouteProcessor implements Processor<byte[], byte[], byte[], byte[]>, Drainable {
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(5);
    private static final int ANY_PURGES = -1;
    private static final Duration FEEDS_INTERVAL = Duration.ofSeconds(1);

    private final StageEnvironment stage;
    private final Definitions definitions;
    private final PartialAggregates partials = new PartialAggregates();
    private final TableRows tableRows = new TableRows();
    private final EventDeadLetters deadLetters;
    private final TimeReports timeReports;
    private final PartialBundles bundles;

    private ProcessorContext<byte[], byte[]> context;
    private RouteOutput output;
    private DrainStore drain;
    private CommitPace pace;
    private PipelineRoutes routes;
    private SeenIds seenIds;
    private ProgressTotals progress;
    private IdHorizons horizons;
    private EventCounters counters;
    private FeedCuts cuts;
    private Sensor stopped;
    private List<Cancellable> watches = List.of();
    private long definitionsWatched;
    private long appendTime;
    private long freshest;
    private boolean drained;

    @SuppressWarnings("NullAway.Init") // init comes before anything else: the contract of Processor.
    RouteProcessor(StageEnvironment stage, int partitions) {
        this.stage = stage;
        timeReports = new TimeReports(partitions);
        bundles = new PartialBundles(partitions, this::sendPartials);
        definitions = stage.definitions();
        deadLetters = new EventDeadLetters(definitions, stage.clock());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        output = new RouteOutput(stage, context);
        seenIds = new SeenIds(
                context.getStateStore(RouteStage.EVENT_IDS), stage.limits().idFilterBytes());
        progress = new ProgressTotals(context.getStateStore(RouteStage.PROGRESS_TOTALS));
        counters = new EventCounters(context);
        cuts = new FeedCuts(
                context.getStateStore(RouteStage.FEED_CUTS),
                definitions,
                context.taskId().partition(),
                output);
        routes = new PipelineRoutes(definitions, cuts::decide);
        stopped = context.metrics()
                .addRateTotalSensor(
                        "millrace-route",
                        context.taskId().toString(),
                        "events-of-deleted-pipelines",
                        Sensor.RecordingLevel.INFO);
        drain = context.getStateStore(RouteStage.DRAIN);
        pace = stage.paces().ofThisThread();
        drain.attach(this, pace, context);
        progress.load(stage.clock().millis());
        progress.all().forEach(timeReports::demand);
        cuts.load();
        horizons = new IdHorizons(definitions, progress, stage.clock());
        definitionsWatched = Long.MIN_VALUE;
        cancelWatches();
        watches = List.of(
                context.schedule(WATCH_INTERVAL, PunctuationType.WALL_CLOCK_TIME, timestamp -> watch()),
                context.schedule(FEEDS_INTERVAL, PunctuationType.WALL_CLOCK_TIME, timestamp -> cuts.look()));
    }

    private void cancelWatches() {
        watches.forEach(Cancellable::cancel);
        watches = List.of();
    }

    @Override
    public void close() {
        cancelWatches();
        drain.detach();
        counters.close();
    }

    /** Takes an event, or a run of them. */
    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        cuts.enter(origin.topic());
        RecordRun run = RecordRun.in(record.headers());
        if (run != null) {
            for (ConsumerRecord<byte[], byte[]> each : run.records()) {
                process(each.key(), each.value(), each.timestamp(), each.offset());
            }
            pace.took(run.lastAppendTime(), context);
        } else {
            process(record.key(), record.value(), record.timestamp(), origin.offset());
            pace.took(record.timestamp(), context);
        }
    }

    private void process(byte @Nullable [] id, byte @Nullable [] encoded, long newAppendTime, long offset) {
        cuts.at(offset);
        try {
            take(id, encoded, newAppendTime);
        } catch (UnusableEventException unusable) {
            refuse(id, encoded, offset, unusable);
        }
        if (partials.bytes() + tableRows.bytes() > stage.limits().partialBytes()
                || seenIds.size() > stage.limits().recentIds()) {
            drain();
        }
    }

    private void take(byte @Nullable [] key, byte @Nullable [] encoded, long newAppendTime)
            throws UnusableEventException {
        EventId id;
        @Nullable PipelineRoute route;
        try {
            if (key == null || key.length != EventId.LENGTH || encoded == null) {
                throw new UnusableEventException(Reason.MALFORMED_RECORD, "not an event id and an event");
            }
            id = EventId.read(key);
            route = routes.evaluate(id, encoded);
        } catch (DefinitionsBehindException behind) {
            throw behind;
        } catch (MalformedBytesException malformed) {
            throw new UnusableEventException(Reason.MALFORMED_RECORD, malformed);
        } catch (ExpressionFailedException failed) {
            throw new UnusableEventException(Reason.EXPRESSION_FAILED, failed);
        } catch (RuntimeException failed) {
            throw new UnusableEventException(Reason.EVALUATION_FAILED, failed);
        }
        if (route == null) {
            stopped.record();
            return;
        }
        boolean duplicate =
                id.isDerived() && !seenIds.recordAndTellFirst(route.identity(), id, newAppendTime, route.lateness());
        if (!duplicate) {
            route.applyTo(partials, tableRows);
            counters.count(route);
        }
        appendTime = newAppendTime;
        freshest = Math.max(freshest, newAppendTime);
        drained = false;
        progress.note(route, appendTime, duplicate);
    }

    private void refuse(byte @Nullable [] id, byte @Nullable [] encoded, long offset, UnusableEventException unusable) {
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        EventDeadLetters.Origin origin = new EventDeadLetters.Origin(metadata.topic(), metadata.partition(), offset);
        output.deadLetter(deadLetters.letter(origin, id, encoded == null ? new byte[0] : encoded, unusable));
    }

    @Override
    public void drain() {
        long began = System.nanoTime();
        seenIds.drain(horizons::forgetBefore);
        partials.drainTo(bundles);
        tableRows.drainTo(output::tableRow);
        cuts.save();
        Instant now = stage.clock().instant();
        progress.drainTo(changed -> {
            output.progress(changed, now);
            timeReports.drained(changed, now.toEpochMilli());
            tellLag(changed, now.toEpochMilli());
        });
        if (!drained) {
            timeReports.drainedUpTo(appendTime, now.toEpochMilli());
            drained = true;
        }
        sendReports(now.toEpochMilli());
        freshest = 0;
        stage.metrics().drained(RouteStage.NAME, Duration.ofNanos(System.nanoTime() - began));
    }

    private void sendReports(long now) {
        timeReports.send(definitions.offset(), context.taskId().partition(), now, this::sendPartials);
    }

    private void tellLag(PipelineProgress of, long now) {
        stage.metrics()
                .lag(
                        context.taskId().toString(),
                        of.tenant(),
                        of.pipeline(),
                        Duration.ofMillis(timeReports.lag(of, now)));
    }

    private boolean isGone(String tenant, String pipeline, int purgesBefore) {
        return definitions
                        .find(tenant, pipeline)
                        .filter(found -> !found.isDeleted()
                                && (purgesBefore == ANY_PURGES
                                        || purgesBefore == found.record().past().purges()))
                        .isEmpty()
                && definitions.unreadable(tenant, pipeline).isEmpty();
    }

    /** Looks, by wall clock, for pipelines that fell silent, have been caught up with or are no more. */
    private void watch() {
        long now = stage.clock().millis();
        stage.metrics().definitionsChanged();
        long known = definitions.offset();
        if (known != definitionsWatched) {
            definitionsWatched = known;
            counters.forget((tenant, pipeline) -> isGone(tenant, pipeline, ANY_PURGES));
            boolean gone = horizons.definitionsChanged();
            boolean forgot = progress.forget(
                    known,
                    candidate -> isGone(candidate.tenant(), candidate.pipeline(), candidate.purgesBefore()),
                    output::noProgress);
            if (forgot || gone) {
                seenIds.demandRound();
            }
        }
        seenIds.tick(horizons::forgetGoneBefore, now);
        for (PipelineProgress candidate : progress.all()) {
            if (timeReports.hasFallenIdle(candidate, now)) {
                candidate.setIdle(true);
                progress.save(candidate);
                timeReports.demand(candidate);
            }
            tellLag(candidate, now);
        }
        sendReports(now);
        // What others wait for: no event may come to bring it about.
        context.commit();
    }

    @Override
    public void discard() {
        partials.clear();
        tableRows.clear();
        bundles.discard();
        seenIds.discard();
        cuts.discard();
        progress.discard();
        timeReports.discard();
        stage.metrics().released(context.taskId().toString());
        drained = true;
    }

    private void sendPartials(byte[] key, byte[] value) {
        output.partials(key, value, freshest > 0 ? freshest : stage.clock().millis());
    }
}
