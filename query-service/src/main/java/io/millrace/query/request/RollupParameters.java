package io.millrace.query.request;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.definition.Durations;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.measure.Measure;
import io.millrace.model.rollup.GroupCodec;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The parameters of a rollup's rows, from text to {@link RollupQuery}; all that is wrong is found at once. */
public final class RollupParameters {
    public static final int DEFAULT_LIMIT = 1_000;
    public static final int GREATEST_LIMIT = 10_000;

    /** What is understood. */
    public static final List<String> KNOWN = List.of(
            "from",
            "to",
            "where",
            "whereNull",
            "measures",
            "granularity",
            "zone",
            "groupBy",
            "orderBy",
            "limitBy",
            "limit",
            "cursor",
            "integers");

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
        parameters.refuseUnknown(List.of());
        parameters.throwIfInvalid();
    }

    private RollupQuery parse() {
        given.refuseUnknown(KNOWN);
        OptionalLong from = windowStart("from");
        OptionalLong to = windowStart("to");
        if (from.isPresent() && to.isPresent() && from.getAsLong() >= to.getAsLong()) {
            given.wrong("to", "not after from", "windows whose start is in [from, to) are answered");
        }
        int limit = given.limit(DEFAULT_LIMIT, GREATEST_LIMIT);
        boolean integersAsText = given.integersAsText();
        Optional<Cursor> cursor = cursor();
        // What is asked must make sense in every generation that answers, however far the pages have come.
        List<ActiveRollup> serving = pipeline.generations(name).stream()
                .filter(rollup -> (to.isEmpty() || rollup.serves().from() < to.getAsLong())
                        && (from.isEmpty() || rollup.serves().until() > from.getAsLong()))
                .toList();
        List<AskedGeneration> generations = serving.stream()
                .map(rollup -> GenerationParameters.parse(rollup, given))
                .toList();
        Optional<Granularity> granularity = Granularity.parse(given);
        Optional<CoarseWindows> windows =
                granularity.flatMap(asked -> new GranularityParameters(given, serving).windows(asked, from, to));
        Optional<RowOrder> order = new OrderParameters(given, serving).order();
        if (windows.isPresent() || order.isPresent()) {
            requireOneMeaning(serving, windows.isPresent() ? "granularity" : "orderBy");
        }
        given.throwIfInvalid();
        TimeInterval asked = new TimeInterval(from.orElseThrow(), to.orElseThrow());
        RollupQuestion question = new RollupQuestion(
                pipeline,
                asked,
                generations,
                granularity.map(Granularity::text),
                windows,
                order,
                limit,
                integersAsText,
                fingerprint(asked, generations, windows.isPresent(), limit));
        Position start = cursor.map(found -> continued(question, found)).orElse(Position.before(asked.from()));
        return RollupQuery.of(question, start, limit);
    }

    private String fingerprint(TimeInterval asked, List<AskedGeneration> generations, boolean merged, int limit) {
        return Cursor.fingerprint(
                pipeline.tenant(),
                pipeline.name(),
                name,
                asked.toString(),
                generations.get(0).filter().fingerprint(),
                given.one("measures").orElse("*"),
                given.one("granularity").orElse(""),
                given.one("zone").orElse(""),
                given.one("groupBy").orElse("*"),
                // Pages of merged windows are of all of them, so that a new one takes the place of all.
                merged
                        ? generations.stream()
                                .map(generation ->
                                        Integer.toString(generation.rollup().generation()))
                                .collect(Collectors.joining(","))
                        : "",
                Integer.toString(limit),
                Boolean.toString(!given.all("integers").isEmpty()));
    }

    /** What is merged or put in one order must be of one kind: dimensions and measures that are the same in all generations. */
    private void requireOneMeaning(List<ActiveRollup> serving, String parameter) {
        for (int index = 1; index < serving.size(); index++) {
            RollupPlan former = serving.get(index - 1).plan();
            RollupPlan next = serving.get(index).plan();
            if (!definitions(former).equals(definitions(next)) || !isAlike(former.groups(), next.groups())) {
                Instant change =
                        Instant.ofEpochMilli(serving.get(index).serves().from());
                given.wrong(
                        parameter,
                        "the rollup has other dimensions or measures from " + change + " on",
                        "ask apart for what is before " + change + " and for what is not");
            }
        }
    }

    private static List<MeasureDefinition> definitions(RollupPlan plan) {
        return plan.measures().stream().map(Measure::definition).toList();
    }

    private static boolean isAlike(GroupCodec former, GroupCodec next) {
        return former.names().equals(next.names())
                && IntStream.range(0, former.names().size())
                        .allMatch(dimension -> former.type(dimension).equals(next.type(dimension)));
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

    private Position continued(RollupQuestion question, Cursor cursor) {
        TimeInterval asked = question.interval();
        Position position = cursor.position();
        int generation = asked.contains(position.windowStart())
                ? pipeline.serving(name, position.windowStart()).generation()
                : cursor.generation();
        if (!cursor.parameters().equals(question.fingerprint())) {
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
