package io.millrace.query.answer;

import io.millrace.kafka.definitions.Definitions;
import io.millrace.query.read.DeadLetterReader;
import io.millrace.query.read.DeadLetterSource;
import io.millrace.query.request.DeadLetterParameters;
import io.millrace.query.request.DeadLetterQuery;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** From what is asked of dead letters to what is answered. Thread-safe. */
public final class DeadLetterQuestions {
    private final Definitions definitions;
    private final DeadLetterReader reader;
    private final Clock clock;
    private final DeadLetterJson json = new DeadLetterJson();

    public DeadLetterQuestions(Definitions definitions, DeadLetterReader reader, Clock clock) {
        this.definitions = definitions;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * A page of a tenant's dead letters, as JSON in UTF-8.
     *
     * @param parameters each query parameter's values, decoded
     * @throws io.millrace.query.request.InvalidRequestException if the parameters are wrong
     * @throws io.millrace.query.read.RowsUnavailableException if they can't be read now
     */
    public byte[] page(String tenant, Map<String, List<String>> parameters) {
        DeadLetterQuery query = DeadLetterParameters.parsePage(tenant, definitions.all(), clock.instant(), parameters);
        return json.page(query, reader.read(query));
    }

    /** How many there are of each pipeline, stage and code; otherwise likewise. */
    public byte[] counts(String tenant, Map<String, List<String>> parameters) {
        DeadLetterQuery query =
                DeadLetterParameters.parseChoice(tenant, definitions.all(), clock.instant(), parameters);
        return json.counts(query, reader.count(query));
    }

    /**
     * One letter with its bytes, as JSON in UTF-8.
     *
     * @throws NoSuchRollupException if there is none
     * @throws io.millrace.query.read.RowsUnavailableException if it can't be read now
     */
    public byte[] whole(String tenant, String id) {
        return json.whole(find(tenant, id));
    }

    /** Its bytes alone; otherwise likewise. */
    public byte[] original(String tenant, String id) {
        return find(tenant, id).original();
    }

    private DeadLetterSource.Whole find(String tenant, String text) {
        UUID id;
        try {
            id = UUID.fromString(text);
        } catch (IllegalArgumentException notOne) {
            throw new NoSuchRollupException("'" + text + "' is not the id of a dead letter");
        }
        return reader.find(tenant, id)
                .orElseThrow(() -> new NoSuchRollupException("tenant '" + tenant + "' has no dead letter " + id));
    }
}
