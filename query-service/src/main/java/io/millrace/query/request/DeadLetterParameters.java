package io.millrace.query.request;

import io.millrace.kafka.definitions.ActivePipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a list of dead letters, from text to {@link DeadLetterQuery}; all that is wrong is found at once. */
public final class DeadLetterParameters {
    public static final int DEFAULT_LIMIT = 100;
    public static final int GREATEST_LIMIT = 1_000;
    public static final Duration DEFAULT_SPAN = Duration.ofDays(31);

    /** What is understood wherever letters are chosen. */
    private static final List<String> CHOICE = List.of("pipeline", "code", "from", "to");

    private final String tenant;
    private final List<String> pipelines;
    private final Instant now;
    private final RequestParameters given;

    private DeadLetterParameters(
            String tenant, Collection<ActivePipeline> all, Instant now, Map<String, List<String>> given) {
        this.tenant = tenant;
        this.pipelines = all.stream()
                .filter(pipeline -> pipeline.tenant().equals(tenant))
                .map(ActivePipeline::name)
                .toList();
        this.now = now;
        this.given = new RequestParameters(given);
    }

    /**
     * @param all pipelines, of any tenant
     * @param given each parameter's values, decoded, in the order of the URL
     * @throws InvalidRequestException with everything that is wrong
     */
    public static DeadLetterQuery parsePage(
            String tenant, Collection<ActivePipeline> all, Instant now, Map<String, List<String>> given) {
        List<String> known = new ArrayList<>(CHOICE);
        known.addAll(List.of("limit", "cursor"));
        return new DeadLetterParameters(tenant, all, now, given).parse(known);
    }

    /**
     * Likewise, where there are no pages.
     *
     * @throws InvalidRequestException with everything that is wrong
     */
    public static DeadLetterQuery parseChoice(
            String tenant, Collection<ActivePipeline> all, Instant now, Map<String, List<String>> given) {
        return new DeadLetterParameters(tenant, all, now, given).parse(CHOICE);
    }

    private DeadLetterQuery parse(List<String> known) {
        given.refuseUnknown(known);
        Optional<String> pipeline = given.one("pipeline");
        pipeline.filter(name -> !pipelines.contains(name))
                .ifPresent(name -> given.wrong(
                        "pipeline", "no pipeline '" + name + "'", RequestParameters.hint(name, pipelines, pipelines)));
        Optional<String> code = given.one("code");
        Optional<Instant> askedTo = time("to");
        Optional<Instant> askedFrom = time("from");
        Instant to = askedTo.orElse(now.plusSeconds(60));
        Instant from = askedFrom.orElse(to.minus(DEFAULT_SPAN));
        if (!from.isBefore(to)) {
            given.wrong("to", "not after from", "letters of [from, to) are answered");
        }
        int limit = given.limit(DEFAULT_LIMIT, GREATEST_LIMIT);
        String fingerprint = Cursor.fingerprint(
                "dead-letters",
                tenant,
                pipeline.orElse(""),
                code.orElse(""),
                askedFrom.map(Instant::toString).orElse(""),
                askedTo.map(Instant::toString).orElse(""),
                Integer.toString(limit));
        Optional<Position> after = given.after(fingerprint, Optional::of);
        given.throwIfInvalid();
        return new DeadLetterQuery(tenant, pipeline, code, from, to, limit, fingerprint, after);
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
}
