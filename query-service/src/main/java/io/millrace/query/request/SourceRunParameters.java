package io.millrace.query.request;

import io.millrace.cassandra.SourceRunRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a list of a source's runs, from text to {@link SourceRunQuery}; all that is wrong is found at once. */
public final class SourceRunParameters {
    public static final int DEFAULT_LIMIT = 100;
    public static final int GREATEST_LIMIT = 1_000;

    /** What is understood. */
    private static final List<String> KNOWN = List.of("from", "to", "limit", "cursor");

    /** Before and behind all runs there are. */
    private static final Instant OLDEST = Instant.EPOCH;

    private static final Instant NEWEST = Instant.parse("9999-01-01T00:00:00Z");

    private final SourceRunRow.Source source;
    private final RequestParameters given;

    private SourceRunParameters(SourceRunRow.Source source, Map<String, List<String>> given) {
        this.source = source;
        this.given = new RequestParameters(given);
    }

    /**
     * @param given each parameter's values, decoded, in the order of the URL
     * @throws InvalidRequestException with everything that is wrong
     */
    public static SourceRunQuery parse(SourceRunRow.Source source, Map<String, List<String>> given) {
        return new SourceRunParameters(source, given).parse();
    }

    private SourceRunQuery parse() {
        given.refuseUnknown(KNOWN);
        Optional<Instant> from = time("from");
        Optional<Instant> to = time("to");
        if (from.isPresent() && to.filter(end -> !from.get().isBefore(end)).isPresent()) {
            given.wrong("to", "not after from", "runs that started in [from, to) are answered");
        }
        int limit = given.limit(DEFAULT_LIMIT, GREATEST_LIMIT);
        String fingerprint = Cursor.fingerprint(
                "source-runs",
                source.tenant(),
                source.pipeline(),
                source.source(),
                from.map(Instant::toString).orElse(""),
                to.map(Instant::toString).orElse(""),
                Integer.toString(limit));
        Optional<SourceRunRow.Place> after = given.after(fingerprint, SourceRunQuery::placeOf);
        given.throwIfInvalid();
        return new SourceRunQuery(
                source,
                before(from.orElse(OLDEST)),
                after.orElseGet(() -> before(to.orElse(NEWEST))),
                limit,
                fingerprint,
                after.isEmpty());
    }

    private Optional<Instant> time(String parameter) {
        Optional<String> text = given.one(parameter);
        try {
            return text.map(TimeText::parse);
        } catch (IllegalArgumentException malformed) {
            given.wrong(parameter, "'" + text.orElse("") + "' is not a time", String.valueOf(malformed.getMessage()));
            return Optional.empty();
        }
    }

    /** Before all runs that start at a time or later. They start in whole milliseconds. */
    private static SourceRunRow.Place before(Instant time) {
        Instant floor = Instant.ofEpochMilli(time.toEpochMilli());
        return new SourceRunRow.Place(floor.equals(time) ? floor : floor.plusMillis(1), Long.MIN_VALUE);
    }
}
