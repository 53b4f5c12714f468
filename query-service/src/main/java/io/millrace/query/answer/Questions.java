package io.millrace.query.answer;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.query.read.RollupPage;
import io.millrace.query.read.RollupReader;
import io.millrace.query.read.Timelines;
import io.millrace.query.request.RollupParameters;
import io.millrace.query.request.RollupQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

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

    /** What a tenant can ask for, as JSON in UTF-8. */
    public byte[] catalogue(String tenant) {
        return new CatalogueJson(streamTimes).write(tenant, definitions.all());
    }

    /**
     * @param parameters each query parameter's values, decoded
     * @throws NoSuchRollupException if the tenant has no such pipeline or the pipeline no such rollup
     * @throws io.millrace.query.request.InvalidRequestException if the parameters are wrong
     * @throws io.millrace.query.read.RowsUnavailableException if the rows can't be read now
     */
    public RollupAnswer rows(String tenant, String pipeline, String rollup, Map<String, List<String>> parameters) {
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
        RollupQuery query = RollupParameters.parse(timelines.over(active, rollup), rollup, parameters);
        // Before the rows are read, so that what is said of them holds.
        Optional<Instant> streamTime = streamTimes.streamTime(tenant, pipeline);
        RollupPage page = reader.read(query, horizon(active));
        return new RollupAnswer(query, page, streamTime);
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
