package io.millrace.query.request;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.definition.Durations;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The parameters of a rollup's rows, from text to {@link RollupQuery}; all that is wrong is found at once. */
public final class RollupParameters {
    public static final int DEFAULT_LIMIT = 1_000;
    public static final int GREATEST_LIMIT = 10_000;

    /** What is understood. */
    public static final List<String> KNOWN =
            List.of("from", "to", "where", "whereNull", "measures", "limit", "cursor", "integers");

    private static final List<String> LATER = List.of("granularity", "zone", "groupBy", "orderBy", "limitBy");

    private final ActivePipeline pipeline;
    private final String name;
    private final RequestParameters given;

    private RollupParameters(ActivePipeline pipeline, String name, Map<String, List<String>> given) {
        this.pipeline = pipeline;
        this.name = name;
        this.given = new RequestParameters(given);
    }

    /**
     * @param rollup the name of one of the pipeline's
     * @param given each parameter's values, decoded, in the order of the URL
     * @throws InvalidRequestException with everything that is wrong
     */
    public static RollupQuery parse(ActivePipeline pipeline, String rollup, Map<String, List<String>> given) {
        return new RollupParameters(pipeline, rollup, given).parse();
    }

    /**
     * Checks the parameters of a resource that has none.
     *
     * @throws InvalidRequestException if there are any
     */
    public static void parseNone(Map<String, List<String>> given) {
        RequestParameters parameters = new RequestParameters(given);
        parameters.refuseUnknown(List.of(), List.of());
        parameters.throwIfInvalid();
    }

    private RollupQuery parse() {
        given.refuseUnknown(KNOWN, LATER);
        OptionalLong from = windowStart("from");
        OptionalLong to = windowStart("to");
        if (from.isPresent() && to.isPresent() && from.getAsLong() >= to.getAsLong()) {
            given.wrong("to", "not after from", "windows whose start is in [from, to) are answered");
        }
        int limit = given.limit(DEFAULT_LIMIT, GREATEST_LIMIT);
        boolean integersAsText = given.integersAsText();
        Optional<Cursor> cursor = cursor();
        // What is asked must make sense in every generation that answers, however far the pages have come.
        List<GenerationParameters> generations = pipeline.generations(name).stream()
                .filter(rollup -> (to.isEmpty() || rollup.serves().from() < to.getAsLong())
                        && (from.isEmpty() || rollup.serves().until() > from.getAsLong()))
                .map(rollup -> GenerationParameters.parse(rollup, given))
                .toList();
        given.throwIfInvalid();
        TimeInterval asked = new TimeInterval(from.orElseThrow(), to.orElseThrow());
        String fingerprint = Cursor.fingerprint(
                pipeline.tenant(),
                pipeline.name(),
                name,
                asked.toString(),
                generations.get(0).filter().fingerprint(),
                given.one("measures").orElse("*"),
                Integer.toString(limit),
                Boolean.toString(integersAsText));
        Position start =
                cursor.map(found -> continued(asked, fingerprint, found)).orElse(Position.before(asked.from()));
        GenerationParameters serving = generations.stream()
                .filter(generation -> generation.rollup().serves().contains(start.windowStart()))
                .findFirst()
                .orElseThrow();
        TimeInterval served = serving.rollup().serves().since(asked.from()).before(asked.until());
        return new RollupQuery(
                pipeline,
                serving.rollup(),
                asked,
                served.from(),
                served.until(),
                serving.filter(),
                serving.measures(),
                limit,
                integersAsText,
                start,
                fingerprint);
    }

    private OptionalLong windowStart(String parameter) {
        Optional<String> text = given.required(parameter, rule(latest()));
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        Instant time;
        try {
            time = TimeText.parse(text.get());
        } catch (IllegalArgumentException malformed) {
            given.wrong(parameter, "'" + text.get() + "' is not a time", String.valueOf(malformed.getMessage()));
            return OptionalLong.empty();
        }
        long millis = time.toEpochMilli();
        Optional<TumblingWindows> grid = pipeline.serving(name, millis).plan().panes();
        if (!TimeText.isWholeMilliseconds(time)) {
            given.wrong(parameter, "finer than a millisecond", "nearest: " + Instant.ofEpochMilli(millis));
            return OptionalLong.empty();
        } else if (grid.isPresent() && !grid.get().isStart(millis)) {
            TumblingWindows windows = grid.get();
            long former = windows.startOf(millis);
            given.wrong(
                    parameter,
                    "not a start of the rollup's windows, which start every " + size(windows),
                    "nearest: " + Instant.ofEpochMilli(former) + " or " + Instant.ofEpochMilli(windows.endOf(former)));
            return OptionalLong.empty();
        }
        return OptionalLong.of(millis);
    }

    private ActiveRollup latest() {
        return pipeline.serving(name, Long.MAX_VALUE - 1);
    }

    private static String rule(ActiveRollup rollup) {
        return rollup.plan()
                .panes()
                .map(windows -> TimeText.RULE + ", a start of a window: every " + size(windows))
                .orElse(TimeText.RULE);
    }

    private static String size(TumblingWindows windows) {
        return Durations.format(Duration.ofMillis(windows.size()));
    }

    private Optional<Cursor> cursor() {
        Optional<String> text = given.one("cursor");
        try {
            return text.map(Cursor::decode);
        } catch (IllegalArgumentException malformed) {
            given.wrong("cursor", "not a cursor", "the next of the page before, unchanged");
            return Optional.empty();
        }
    }

    private Position continued(TimeInterval asked, String fingerprint, Cursor cursor) {
        Position position = cursor.position();
        int generation = asked.contains(position.windowStart())
                ? pipeline.serving(name, position.windowStart()).generation()
                : cursor.generation();
        if (!cursor.parameters().equals(fingerprint)) {
            given.wrong(
                    "cursor",
                    "belongs to other parameters",
                    "repeat all parameters of the page before, or leave the cursor out to begin anew");
        } else if (cursor.generation() != generation) {
            given.wrong(
                    "cursor",
                    "belongs to generation " + cursor.generation() + " of the rollup, generation " + generation
                            + " took its place",
                    "leave the cursor out to begin anew");
        } else if (!asked.contains(position.windowStart())) {
            given.wrong("cursor", "not a cursor", "the next of the page before, unchanged");
        }
        given.throwIfInvalid();
        return position;
    }
}
