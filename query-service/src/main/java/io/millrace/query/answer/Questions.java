package io.millrace.query.answer;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.TimeInterval;
import io.millrace.query.live.LiveRow;
import io.millrace.query.read.RollupPage;
import io.millrace.query.read.RollupReader;
import io.millrace.query.read.Timelines;
import io.millrace.query.request.InvalidRequestException;
import io.millrace.query.request.RequestProblem;
import io.millrace.query.request.RollupParameters;
import io.millrace.query.request.RollupQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** From what is asked to what is answered. Thread-safe. */
public final class Questions {
    /** How far the clocks of hosts may be apart. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final Definitions definitions;
    private final RollupReader reader;
    private final Timelines timelines;
    private final StreamTimes streamTimes;
    private final BooleanSupplier progressIsUpToDate;
    private final Clock clock;

    /**
     * @param progressIsUpToDate whether {@code streamTimes} knows what is known of progress
     */
    public Questions(
            Definitions definitions,
            RollupReader reader,
            Timelines timelines,
            StreamTimes streamTimes,
            BooleanSupplier progressIsUpToDate,
            Clock clock) {
        this.definitions = definitions;
        this.reader = reader;
        this.timelines = timelines;
        this.streamTimes = streamTimes;
        this.progressIsUpToDate = progressIsUpToDate;
        this.clock = clock;
    }

    /**
     * What a tenant can ask for, as JSON in UTF-8.
     *
     * @throws io.millrace.query.read.RowsUnavailableException if it can't be read now which generations serve
     */
    public byte[] catalogue(String tenant) {
        return new CatalogueJson(streamTimes, timelines).write(tenant, definitions.all());
    }

    /**
     * @param parameters each query parameter's values, decoded
     * @throws NoSuchRollupException if the tenant has no such pipeline or the pipeline no such rollup
     * @throws io.millrace.query.request.InvalidRequestException if the parameters are wrong
     * @throws io.millrace.query.read.RowsUnavailableException if the rows can't be read now
     */
    public RollupAnswer rows(String tenant, String pipeline, String rollup, Map<String, List<String>> parameters) {
        ActivePipeline active = require(tenant, pipeline, rollup);
        RollupQuery query = RollupParameters.parse(timelines.over(active, rollup), rollup, parameters);
        // Before the rows are read, so that what is said of them holds.
        Optional<Instant> streamTime = streamTimes.streamTime(tenant, pipeline);
        RollupPage page = reader.read(query, horizon(active));
        return new RollupAnswer(query, page, streamTime);
    }

    private ActivePipeline require(String tenant, String pipeline, String rollup) {
        ActivePipeline active = definitions
                .find(tenant, pipeline)
                .orElseThrow(() -> new NoSuchRollupException(definitions
                        .unreadable(tenant, pipeline)
                        .map(unreadable -> "the stored definition of pipeline '" + pipeline
                                + "' can't be read by this version of Millrace: " + unreadable.reason())
                        .orElse("tenant '" + tenant + "' has no pipeline '" + pipeline + "'")));
        if (active.rollup(rollup).isEmpty()) {
            throw new NoSuchRollupException("pipeline '" + pipeline + "' has no rollup '" + rollup + "'");
        }
        return active;
    }

    /**
     * @throws NoSuchRollupException if the tenant has no such pipeline or the pipeline no such rollup
     * @throws InvalidRequestException if its rows can't be followed
     */
    public void requireFollowable(String tenant, String pipeline, String rollup) {
        ActivePipeline active = require(tenant, pipeline, rollup);
        if (active.rollup(rollup).orElseThrow().plan().panes().isEmpty()) {
            throw new InvalidRequestException(List.of(new RequestProblem(
                    "rollup", "sessions are not followed", "ask for their rows again from time to time")));
        }
    }

    /**
     * The rows that a stored row is part of, as they are now; none if its generation does not serve them.
     *
     * @param stored its bucket, shard and part don't matter
     * @throws NoSuchRollupException if there is no such rollup any more
     * @throws io.millrace.query.read.RowsUnavailableException if the rows can't be read now
     */
    public List<LiveRow> rowsWith(RollupRow.Key stored) {
        RollupRow.Partition name = stored.partition();
        ActivePipeline active = timelines.over(require(name.tenant(), name.pipeline(), name.rollup()), name.rollup());
        return active.generations(name.rollup()).stream()
                .filter(serving -> serving.generation() == name.generation())
                .flatMap(serving -> rowsWith(stored, serving, active))
                .toList();
    }

    private Stream<LiveRow> rowsWith(RollupRow.Key stored, ActiveRollup serving, ActivePipeline pipeline) {
        long start = stored.windowStart();
        long first = serving.plan().windows() instanceof HoppingWindows hopping ? hopping.firstStartWith(start) : start;
        long end = serving.plan().panes().map(panes -> panes.endOf(start)).orElse(start + 1);
        TimeInterval starts = serving.serves().since(first).before(end);
        if (starts.isEmpty()) {
            return Stream.empty();
        }
        RollupQuery query = RollupQuery.ofGroup(pipeline, serving, stored.group(), starts);
        // Before the rows are read, so that what is said of them holds.
        Optional<Instant> streamTime = streamTimes.streamTime(pipeline.tenant(), pipeline.name());
        RollupAnswer answer = new RollupAnswer(query, reader.read(query, horizon(pipeline)), streamTime);
        return answer.page().rows().stream().map(row -> {
            StringBuilder json = new StringBuilder();
            answer.text().appendJson(answer.finished(row), false, json);
            return new LiveRow(row.windowStart(), row.group(), json.toString());
        });
    }

    /**
     * No window starts at this time or later: an event is at most {@code maxAhead} ahead of its acceptance, and no partition has seen a greater
     * event time than the greatest. Rows are stored after their progress is known; {@code maxAhead} is added to it for what arrives
     * meanwhile.
     */
    private long horizon(ActivePipeline pipeline) {
        Duration maxAhead = pipeline.definition().event().maxAhead();
        Instant byClock = clock.instant().plus(maxAhead).plus(CLOCK_SKEW);
        if (!progressIsUpToDate.getAsBoolean()) {
            return byClock.toEpochMilli();
        }
        return streamTimes
                .greatestEventTime(pipeline.tenant(), pipeline.name())
                .map(greatest -> greatest.plus(maxAhead).plusMillis(1))
                .filter(byClock::isAfter)
                .orElse(byClock)
                .toEpochMilli();
    }
}
