package io.millrace.model.definition;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From a type as a definition writes it to the type. */
final class TypeText {
    static final String RULE = "string, boolean, int, long, double, decimal(p,s), timestamp, date or uuid";

    private static final Pattern DECIMAL = Pattern.compile("decimal\\( ?([0-9]{1,2}) ?, ?([0-9]{1,2}) ?\\)");
    private static final List<String> KINDS = Arrays.stream(FieldType.Kind.values())
            .filter(kind -> kind != FieldType.Kind.DECIMAL)
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .toList();

    /** What other systems call our types. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("text", "string"),
            Map.entry("varchar", "string"),
            Map.entry("bool", "boolean"),
            Map.entry("integer", "int"),
            Map.entry("int32", "int"),
            Map.entry("bigint", "long"),
            Map.entry("int64", "long"),
            Map.entry("float", "double"),
            Map.entry("real", "double"),
            Map.entry("number", "double"),
            Map.entry("numeric", "decimal(18,2)"),
            Map.entry("datetime", "timestamp"),
            Map.entry("time", "timestamp"),
            Map.entry("instant", "timestamp"));

    private TypeText() {}

    /** The type at a key; empty and noted if it is none. */
    static Optional<FieldType> read(Section section, String key) {
        return section.text(key).flatMap(text -> {
            if (KINDS.contains(text)) {
                return Optional.of(FieldType.of(FieldType.Kind.valueOf(text.toUpperCase(Locale.ROOT))));
            }
            if (text.startsWith("decimal")) {
                return decimal(section, key, text);
            }
            String hint = Optional.ofNullable(ELSEWHERE.get(text.toLowerCase(Locale.ROOT)))
                    .map(ours -> "did you mean '" + ours + "'?")
                    .orElseGet(() -> Suggestion.hint(text, KINDS, RULE));
            section.problem(key, Problems.quote(text) + " is no type", hint);
            return Optional.empty();
        });
    }

    private static Optional<FieldType> decimal(Section section, String key, String text) {
        Matcher matcher = DECIMAL.matcher(text);
        if (!matcher.matches()) {
            section.problem(
                    key,
                    Problems.quote(text) + " is no type",
                    "decimal(precision,scale), in quotes between { and }: type: \"decimal(10,2)\"");
            return Optional.empty();
        }
        int precision = Integer.parseInt(matcher.group(1));
        int scale = Integer.parseInt(matcher.group(2));
        if (precision < 1 || precision > FieldType.MAX_PRECISION || scale > precision) {
            section.problem(
                    key,
                    Problems.quote(text) + " is no type",
                    "a precision from 1 to " + FieldType.MAX_PRECISION + " and a scale from 0 to the precision");
            return Optional.empty();
        }
        return Optional.of(FieldType.decimal(precision, scale));
    }
}
