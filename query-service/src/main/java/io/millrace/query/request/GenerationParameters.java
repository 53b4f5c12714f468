package io.millrace.query.request;

import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.measure.Measure;
import io.millrace.model.rollup.GroupCodec;
import io.millrace.model.value.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What parameters mean in one generation of a rollup. Whatever is wrong is said to {@code given}. */
final class GenerationParameters {
    private static final int MOST_VALUES = 1_000;

    private final ActiveRollup rollup;
    private final RequestParameters given;

    private GenerationParameters(ActiveRollup rollup, RequestParameters given) {
        this.rollup = rollup;
        this.given = given;
    }

    static AskedGeneration parse(ActiveRollup rollup, RequestParameters given) {
        GenerationParameters parameters = new GenerationParameters(rollup, given);
        return new AskedGeneration(rollup, parameters.filter(), parameters.measures(), parameters.groups());
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

    private GroupProjection groups() {
        GroupCodec codec = rollup.plan().groups();
        Optional<String> text = given.one("groupBy");
        if (text.isEmpty()) {
            return GroupProjection.all(codec);
        } else if (rollup.plan().panes().isEmpty()) {
            given.wrong("groupBy", "sessions are of one group each, and are not merged", "leave 'groupBy' out");
            return GroupProjection.all(codec);
        }
        Set<Integer> kept = new LinkedHashSet<>();
        String[] names = text.get().isEmpty() ? new String[0] : text.get().split(",", -1);
        for (int index = 0; index < names.length; index++) {
            String path = "groupBy[" + index + "]";
            int dimension = dimension(path, names[index]);
            if (dimension >= 0 && !kept.add(dimension)) {
                given.wrong(path, "'" + names[index] + "' a second time", "name each dimension once");
            }
        }
        return GroupProjection.of(codec, List.copyOf(kept));
    }

    private int dimension(String path, String name) {
        List<String> names = rollup.plan().groups().names();
        int index = names.indexOf(name);
        if (index < 0) {
            given.wrong(path, "no dimension '" + name + "'" + place(), RequestParameters.hint(name, names, names));
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
                        path,
                        "no measure '" + parts[part] + "'" + place(),
                        RequestParameters.hint(parts[part], names, names));
            } else if (!asked.add(index)) {
                given.wrong(path, "'" + parts[part] + "' a second time", "name each measure once");
            }
        }
        return List.copyOf(asked);
    }

    /** Tells windows apart that have other dimensions and measures; nothing where there are no others. */
    private String place() {
        if (rollup.serves().until() != Long.MAX_VALUE) {
            return " in windows before " + Instant.ofEpochMilli(rollup.serves().until());
        }
        return rollup.serves().from() == Long.MIN_VALUE
                ? ""
                : " in windows from " + Instant.ofEpochMilli(rollup.serves().from());
    }
}
