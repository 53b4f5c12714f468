package io.millrace.model.definition;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.DoublePredicate;

/** Reads the measures of a rollup. */
final class MeasureReader {
    private static final List<String> TYPES = Arrays.stream(MeasureDefinition.Type.values())
            .map(MeasureReader::text)
            .toList();
    private static final double DEFAULT_ACCURACY = 0.01;
    private static final int DEFAULT_PRECISION = 12;

    private final Columns columns;
    private final ExpressionReader expressions;

    MeasureReader(Columns columns, ExpressionReader expressions) {
        this.columns = columns;
        this.expressions = expressions;
    }

    /**
     * The measure, if it has a name of its own and a type.
     *
     * @param taken names of the rollup's dimensions and measures before it; this one's is added
     */
    Optional<MeasureDefinition> read(Section section, Set<String> taken) {
        section.require("name");
        section.require("type");
        Optional<String> name = section.name("name");
        name.filter(text -> !taken.add(text))
                .ifPresent(text -> section.problem(
                        "name",
                        "another measure or dimension of the rollup is called " + text,
                        "give each measure a name of its own"));
        Optional<MeasureDefinition.Type> type =
                section.word("type", TYPES).map(word -> MeasureDefinition.Type.valueOf(word.toUpperCase(Locale.ROOT)));
        Optional<String> field = section.text("field");
        Optional<String> where = expressions.condition(section, "where");
        OptionalDouble q = number(section, "q", value -> value > 0 && value < 1, "greater than 0 and less than 1");
        OptionalDouble accuracy =
                number(section, "accuracy", value -> value >= 0.001 && value <= 0.1, "from 0.001 to 0.1");
        OptionalInt precision = section.integer("precision", 4, 18);
        type.ifPresent(known -> {
            checkField(section, known, field);
            checkOptions(section, known);
        });
        return name.isEmpty() || type.isEmpty()
                ? Optional.empty()
                : Optional.of(new MeasureDefinition(
                        name.get(),
                        type.get(),
                        field,
                        where,
                        q,
                        type.get() == MeasureDefinition.Type.QUANTILE
                                ? OptionalDouble.of(accuracy.orElse(DEFAULT_ACCURACY))
                                : accuracy,
                        type.get() == MeasureDefinition.Type.DISTINCT
                                ? OptionalInt.of(precision.orElse(DEFAULT_PRECISION))
                                : precision));
    }

    private void checkField(Section section, MeasureDefinition.Type type, Optional<String> field) {
        if (type == MeasureDefinition.Type.COUNT) {
            if (section.has("field")) {
                section.problem(
                        "field", "count takes no field", "leave it out: count counts events, whatever is in them");
            }
            return;
        }
        section.require("field");
        field.filter(name -> columns.require(name, section.at("field")))
                .flatMap(columns::type)
                .filter(fieldType -> !type.takes(fieldType))
                .ifPresent(fieldType -> section.problem(
                        "field",
                        text(type) + " can't be taken of a field of type " + fieldType,
                        text(type) + " takes " + measurable(type)));
    }

    private static String measurable(MeasureDefinition.Type type) {
        String numbers = "int, long, double or decimal";
        return type == MeasureDefinition.Type.MIN || type == MeasureDefinition.Type.MAX
                ? numbers + ", timestamp or date"
                : numbers;
    }

    private static void checkOptions(Section section, MeasureDefinition.Type type) {
        onlyFor(section, "q", type, MeasureDefinition.Type.QUANTILE);
        onlyFor(section, "accuracy", type, MeasureDefinition.Type.QUANTILE);
        onlyFor(section, "precision", type, MeasureDefinition.Type.DISTINCT);
        if (type == MeasureDefinition.Type.QUANTILE) {
            section.require("q");
        }
    }

    private static void onlyFor(
            Section section, String key, MeasureDefinition.Type type, MeasureDefinition.Type allowed) {
        if (section.has(key) && type != allowed) {
            section.problem(key, "has no meaning for " + text(type), "leave it out: it is for type " + text(allowed));
        }
    }

    private static OptionalDouble number(Section section, String key, DoublePredicate within, String bounds) {
        Optional<BigDecimal> number = section.number(key);
        if (number.isEmpty()) {
            return OptionalDouble.empty();
        }
        double value = number.get().doubleValue();
        if (!within.test(value)) {
            section.problem(key, "is out of bounds", bounds);
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(value);
    }

    private static String text(MeasureDefinition.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
