package io.millrace.query.request;

import io.millrace.kafka.definitions.ActivePipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The parameters of a list of dead letters, from text to {@link DeadLetterQuery}; all that is wrong is found at once. */
public final class DeadLetterParameters {
    public static final int DEFAULT_LIMIT = 100;
    public static final int GREATEST_LIMIT = 1_000;
    public static final Duration DEFAULT_SPAN = Duration.ofDays(31);

    /** What is understood wherever letters are chosen. */
    private static final List<String> CHOICE = List.of("pipeline", "code", "from", "to");

    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,3}");

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
        given.refuseUnknown(known, List.of());
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
        int limit = limit();
        String fingerprint = Cursor.fingerprint(
                "dead-letters",
                tenant,
                pipeline.orElse(""),
                code.orElse(""),
                askedFrom.map(Instant::toString).orElse(""),
                askedTo.map(Instant::toString).orElse(""),
                Integer.toString(limit));
        Optional<Position> after = after(fingerprint);
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

    private int limit() {
        Optional<String> text = given.one("limit");
        if (text.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        int limit = LIMIT.matcher(text.get()).matches() ? Integer.parseInt(text.get()) : 0;
        if (limit < 1 || limit > GREATEST_LIMIT) {
            given.wrong("limit", "'" + text.get() + "' is not a limit", "a whole number from 1 to " + GREATEST_LIMIT);
        }
        return limit;
    }

    private Optional<Position> after(String fingerprint) {
        Optional<String> text = given.one("cursor");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Cursor cursor = Cursor.decode(text.get());
            if (cursor.parameters().equals(fingerprint)) {
                return Optional.of(cursor.position());
            }
            given.wrong(
                    "cursor",
                    "belongs to other parameters",
                    "repeat all parameters of the page before, or leave the cursor out to begin anew");
        } catch (IllegalArgumentException malformed) {
            given.wrong("cursor", "not a cursor", "the next of the page before, unchanged");
        }
        return Optional.empty();
    }
}
