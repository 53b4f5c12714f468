package io.millrace.query.request;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.definition.Durations;
import io.millrace.model.measure.Measure;
import io.millrace.model.rollup.GroupCodec;
import io.millrace.model.value.Value;
import io.millrace.model.window.TumblingWindows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The parameters of a rollup's rows, from text to {@link RollupQuery}; all that is wrong is found at once. */
public final class RollupParameters {
    public static final int DEFAULT_LIMIT = 1_000;
    public static final int GREATEST_LIMIT = 10_000;

    /** What is understood. */
    public static final List<String> KNOWN =
            List.of("from", "to", "where", "whereNull", "measures", "limit", "cursor", "integers");

    private static final List<String> LATER = List.of("granularity", "zone", "groupBy", "orderBy", "limitBy");
    private static final int MOST_VALUES = 1_000;
    private static final String LIMIT_RULE = "a whole number from 1 to " + GREATEST_LIMIT;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,4}");

    private final ActivePipeline pipeline;
    private final ActiveRollup rollup;
    private final RequestParameters given;

    private RollupParameters(ActivePipeline pipeline, ActiveRollup rollup, Map<String, List<String>> given) {
        this.pipeline = pipeline;
        this.rollup = rollup;
        this.given = new RequestParameters(given);
    }

    /**
     * @param given each parameter's values, decoded, in the order of the URL
     * @throws InvalidRequestException with everything that is wrong
     */
    public static RollupQuery parse(ActivePipeline pipeline, ActiveRollup rollup, Map<String, List<String>> given) {
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
        DimensionFilter filter = filter();
        List<Integer> measures = measures();
        int limit = limit();
        boolean integersAsText = integersAsText();
        Optional<Cursor> cursor = cursor();
        given.throwIfInvalid();
        long first = from.orElseThrow();
        RollupQuery query = new RollupQuery(
                pipeline,
                rollup,
                first,
                to.orElseThrow(),
                filter,
                measures,
                limit,
                integersAsText,
                Position.before(first));
        return cursor.map(found -> continued(query, found)).orElse(query);
    }

    private OptionalLong windowStart(String name) {
        Optional<TumblingWindows> grid = rollup.plan().panes();
        String rule = grid.map(windows -> TimeText.RULE + ", a start of a window: every " + size(windows))
                .orElse(TimeText.RULE);
        Optional<String> text = given.required(name, rule);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        Instant time;
        try {
            time = TimeText.parse(text.get());
        } catch (IllegalArgumentException malformed) {
            given.wrong(name, "'" + text.get() + "' is not a time", String.valueOf(malformed.getMessage()));
            return OptionalLong.empty();
        }
        long millis = time.toEpochMilli();
        if (!TimeText.isWholeMilliseconds(time)) {
            given.wrong(name, "finer than a millisecond", "nearest: " + Instant.ofEpochMilli(millis));
            return OptionalLong.empty();
        } else if (grid.isPresent() && !grid.get().isStart(millis)) {
            TumblingWindows windows = grid.get();
            long former = windows.startOf(millis);
            given.wrong(
                    name,
                    "not a start of the rollup's windows, which start every " + size(windows),
                    "nearest: " + Instant.ofEpochMilli(former) + " or " + Instant.ofEpochMilli(windows.endOf(former)));
            return OptionalLong.empty();
        }
        return OptionalLong.of(millis);
    }

    private static String size(TumblingWindows windows) {
        return Durations.format(Duration.ofMillis(windows.size()));
    }

    private DimensionFilter filter() {
        GroupCodec groups = rollup.plan().groups();
        List<List<byte[]>> allowed = new ArrayList<>();
        groups.names().forEach(name -> allowed.add(new ArrayList<>()));
        List<String> conditions = given.all("where");
        if (conditions.size() > MOST_VALUES) {
            given.wrong("where", "given " + conditions.size() + " times", "at most " + MOST_VALUES + " times");
            return DimensionFilter.of(groups, allowed);
        }
        for (int index = 0; index < conditions.size(); index++) {
            where("where[" + index + "]", conditions.get(index), allowed);
        }
        List<String> nulls = given.all("whereNull");
        for (int index = 0; index < nulls.size(); index++) {
            int dimension = dimension("whereNull[" + index + "]", nulls.get(index));
            if (dimension >= 0) {
                allowed.get(dimension).add(groups.encodeValue(dimension, Value.MISSING));
            }
        }
        return DimensionFilter.of(groups, allowed);
    }

    private void where(String path, String condition, List<List<byte[]>> allowed) {
        int colon = condition.indexOf(':');
        if (colon < 0) {
            given.wrong(path, "'" + condition + "' has no colon", "dimension:value; for no value whereNull=dimension");
            return;
        }
        int dimension = dimension(path, condition.substring(0, colon));
        if (dimension < 0) {
            return;
        }
        GroupCodec groups = rollup.plan().groups();
        String text = condition.substring(colon + 1);
        try {
            Value value = DimensionText.parse(groups.type(dimension), text);
            allowed.get(dimension).add(groups.encodeValue(dimension, value));
        } catch (IllegalArgumentException malformed) {
            given.wrong(
                    path,
                    "'" + text + "' is not a " + groups.type(dimension) + ", which dimension '"
                            + groups.names().get(dimension) + "' is",
                    String.valueOf(malformed.getMessage()));
        }
    }

    private int dimension(String path, String name) {
        List<String> names = rollup.plan().groups().names();
        int index = names.indexOf(name);
        if (index < 0) {
            given.wrong(path, "no dimension '" + name + "'", RequestParameters.hint(name, names, names));
        }
        return index;
    }

    private List<Integer> measures() {
        List<String> names =
                rollup.plan().measures().stream().map(Measure::name).toList();
        List<Integer> all = IntStream.range(0, names.size()).boxed().toList();
        Optional<String> text = given.one("measures");
        if (text.isEmpty()) {
            return all;
        }
        Set<Integer> asked = new LinkedHashSet<>();
        String[] parts = text.get().split(",", -1);
        for (int part = 0; part < parts.length; part++) {
            String path = "measures[" + part + "]";
            int index = names.indexOf(parts[part]);
            if (index < 0) {
                given.wrong(
                        path, "no measure '" + parts[part] + "'", RequestParameters.hint(parts[part], names, names));
            } else if (!asked.add(index)) {
                given.wrong(path, "'" + parts[part] + "' a second time", "name each measure once");
            }
        }
        return List.copyOf(asked);
    }

    private int limit() {
        Optional<String> text = given.one("limit");
        if (text.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        int limit = LIMIT.matcher(text.get()).matches() ? Integer.parseInt(text.get()) : 0;
        if (limit < 1 || limit > GREATEST_LIMIT) {
            given.wrong("limit", "'" + text.get() + "' is not a limit", LIMIT_RULE);
        }
        return limit;
    }

    private boolean integersAsText() {
        Optional<String> text = given.one("integers");
        if (text.isPresent() && !text.get().equals("string")) {
            given.wrong("integers", "'" + text.get() + "' is not a form of integers", "string, or leave it out");
        }
        return text.isPresent();
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

    private RollupQuery continued(RollupQuery query, Cursor cursor) {
        Position position = cursor.position();
        if (!cursor.parameters().equals(query.fingerprint())) {
            given.wrong(
                    "cursor",
                    "belongs to other parameters",
                    "repeat all parameters of the page before, or leave the cursor out to begin anew");
        } else if (cursor.generation() != rollup.generation()) {
            given.wrong(
                    "cursor",
                    "belongs to generation " + cursor.generation() + " of the rollup, generation " + rollup.generation()
                            + " took its place",
                    "leave the cursor out to begin anew");
        } else if (position.windowStart() < query.from() || position.windowStart() >= query.to()) {
            given.wrong("cursor", "not a cursor", "the next of the page before, unchanged");
        }
        given.throwIfInvalid();
        return query.startingAt(position);
    }
}
