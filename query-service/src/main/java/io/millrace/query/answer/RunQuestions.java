package io.millrace.query.answer;

import io.millrace.cassandra.Run;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.query.read.RunReader;
import io.millrace.query.request.RunParameters;
import io.millrace.query.request.RunQuery;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** From what is asked of runs to what is answered. Thread-safe. */
public final class RunQuestions {
    /** Of UUIDs that are time-based, as those of all runs are. */
    private static final int TIME_BASED = 1;

    private final Definitions definitions;
    private final RunReader reader;
    private final Clock clock;
    private final RunJson json = new RunJson();

    public RunQuestions(Definitions definitions, RunReader reader, Clock clock) {
        this.definitions = definitions;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * A page of a tenant's runs, as JSON in UTF-8.
     *
     * @param parameters each query parameter's values, decoded
     * @throws io.millrace.query.request.InvalidRequestException if the parameters are wrong
     * @throws io.millrace.query.read.RowsUnavailableException if they can't be read now
     */
    public byte[] page(String tenant, Map<String, List<String>> parameters) {
        RunQuery query = RunParameters.parse(tenant, definitions.all(), parameters);
        Instant now = clock.instant();
        return json.page(query, reader.read(query, now), now);
    }

    /**
     * One run with what it found, as JSON in UTF-8.
     *
     * @throws NoSuchRollupException if there is none
     * @throws io.millrace.query.read.RowsUnavailableException if it can't be read now
     */
    public byte[] whole(String tenant, String text) {
        Run run = id(text).flatMap(id -> reader.find(tenant, id))
                .orElseThrow(
                        () -> new NoSuchRollupException("tenant '" + tenant + "' has no recompute '" + text + "'"));
        return json.whole(run, clock.instant());
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text)).filter(id -> id.version() == TIME_BASED);
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
