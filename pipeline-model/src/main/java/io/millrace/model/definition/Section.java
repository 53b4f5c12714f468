package io.millrace.model.definition;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One mapping of a definition while it is read. Asking for a key gives its value if there is one of the right kind; what is wrong is noted
 * as a problem at its path and reads as absent, so that the reading goes on.
 */
final class Section {
    private static final double LEAST_SPEED = 0.001;
    private static final double GREATEST_SPEED = 1_000_000;

    private final Problems problems;
    private final String path;
    private final Shape shape;
    private final Map<String, DocumentNode> entries;

    /** Notes every key that the shape does not have. */
    Section(Problems problems, String path, Shape shape, DocumentNode.Mapping mapping) {
        this.problems = problems;
        this.path = path;
        this.shape = shape;
        entries = mapping.entries();
        for (String key : entries.keySet()) {
            if (!shape.has(key)) {
                problems.add(
                        at(key),
                        "unknown key " + Problems.quote(key),
                        Suggestion.hint(key, shape.keys(), "known here: " + String.join(", ", shape.keys())));
            }
        }
    }

    Shape shape() {
        return shape;
    }

    String at(String key) {
        return Problems.child(path, key);
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    void problem(String key, String message, String hint) {
        problems.add(at(key), message, hint);
    }

    void problem(Named reference, String message, String hint) {
        problems.add(reference.path(), message, hint);
    }

    void notSupported(String key, String what, String hint) {
        problems.notSupported(at(key), what, hint);
    }

    boolean isEmptyList(String key) {
        return entries.get(key) instanceof DocumentNode.Sequence sequence
                && sequence.items().isEmpty();
    }

    /** Notes a problem unless the key is there. */
    void require(String key) {
        if (!has(key)) {
            problem(key, "is missing", "add " + shape.example(key));
        }
    }

    /** Text, not empty. */
    Optional<String> text(String key) {
        return scalar(key, "text", DocumentNode.Scalar::isText)
                .map(DocumentNode.Scalar::text)
                .filter(text -> {
                    if (text.isBlank()) {
                        problem(key, "is empty", "such as " + shape.example(key));
                    }
                    return !text.isBlank();
                });
    }

    Optional<Boolean> truth(String key) {
        return scalar(key, "true or false", DocumentNode.Scalar::isTruth)
                .map(scalar -> scalar.text().equalsIgnoreCase("true"));
    }

    Optional<BigDecimal> number(String key) {
        return scalar(key, "a number", DocumentNode.Scalar::isNumber).flatMap(scalar -> {
            Optional<BigDecimal> number = scalar.number();
            if (number.isEmpty()) {
                problem(key, Problems.quote(scalar.text()) + " is no finite number", "such as " + shape.example(key));
            }
            return number;
        });
    }

    OptionalInt integer(String key, int min, int max) {
        Optional<BigDecimal> number = number(key);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        BigDecimal value = number.get();
        if (value.scale() > 0
                || value.compareTo(BigDecimal.valueOf(min)) < 0
                || value.compareTo(BigDecimal.valueOf(max)) > 0) {
            problem(key, "is not a whole number from " + min + " to " + max, "such as " + shape.example(key));
            return OptionalInt.empty();
        }
        return OptionalInt.of(value.intValueExact());
    }

    Optional<Duration> duration(String key) {
        DocumentNode node = entries.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof DocumentNode.Scalar scalar && !scalar.isNull()) {
            try {
                return Optional.of(Durations.parse(scalar.text()));
            } catch (IllegalArgumentException notOne) {
                problem(key, Problems.quote(scalar.text()) + " is not a duration", Durations.RULE);
                return Optional.empty();
            }
        }
        problem(key, "expected a duration, found " + node.description(), Durations.RULE);
        return Optional.empty();
    }

    /** A duration in the bounds, both inclusive; out of bounds it reads as absent. */
    Optional<Duration> duration(String key, Duration min, Duration max) {
        return duration(key).filter(duration -> {
            boolean within = duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
            if (!within) {
                problem(
                        key,
                        Durations.format(duration) + " is out of bounds",
                        "from " + Durations.format(min) + " to " + Durations.format(max));
            }
            return within;
        });
    }

    /** One of a few words. */
    Optional<String> word(String key, Collection<String> words) {
        return text(key).filter(text -> {
            if (!words.contains(text)) {
                problem(
                        key,
                        Problems.quote(text) + " is none of " + String.join(", ", words),
                        Suggestion.hint(text, words, "such as " + shape.example(key)));
            }
            return words.contains(text);
        });
    }

    /** A name of a member of the pipeline; one against the rule is noted but given, so that references to it are found. */
    Optional<String> name(String key) {
        Optional<String> name = text(key);
        name.filter(text -> !Names.isMember(text))
                .ifPresent(text -> problem(key, Problems.quote(text) + " can't be a name", Names.MEMBER_RULE));
        return name;
    }

    /** Its name, which none before it of its kind may have. */
    Optional<String> unique(Set<String> names, String kind) {
        require("name");
        Optional<String> name = name("name");
        name.filter(text -> !names.add(text))
                .ifPresent(text -> problem(
                        "name", "another " + kind + " is called " + text, "give each " + kind + " a name of its own"));
        return name;
    }

    /** A list of texts, each by its path. */
    List<Named> texts(String key) {
        List<Named> texts = new ArrayList<>();
        List<DocumentNode> items = items(key);
        for (int index = 0; index < items.size(); index++) {
            String where = Problems.child(at(key), index);
            if (items.get(index) instanceof DocumentNode.Scalar scalar
                    && scalar.isText()
                    && !scalar.text().isBlank()) {
                texts.add(new Named(scalar.text(), where));
            } else {
                problems.add(
                        where,
                        "expected a name, found " + items.get(index).description(),
                        "such as " + shape.example(key));
            }
        }
        return texts;
    }

    /** An entry of a list that may be written in short. */
    sealed interface Item {}

    /** A text and where it stands. */
    record Named(String name, String path) implements Item {}

    /** A mapping. */
    record Inner(Section section) implements Item {}

    /** A list of names, or of mappings that say more than a name. */
    List<Item> items(String key, Shape inner) {
        List<Item> found = new ArrayList<>();
        List<DocumentNode> nodes = items(key);
        for (int index = 0; index < nodes.size(); index++) {
            String where = Problems.child(at(key), index);
            DocumentNode node = nodes.get(index);
            if (node instanceof DocumentNode.Scalar scalar
                    && scalar.isText()
                    && !scalar.text().isBlank()) {
                found.add(new Named(scalar.text(), where));
            } else if (node instanceof DocumentNode.Mapping mapping) {
                found.add(new Inner(new Section(problems, where, inner, mapping)));
            } else {
                problems.add(
                        where,
                        "expected a name or a mapping, found " + node.description(),
                        "such as " + shape.example(key));
            }
        }
        return found;
    }

    Optional<Section> section(String key, Shape inner) {
        DocumentNode node = entries.get(key);
        return node == null ? Optional.empty() : section(node, at(key), inner, "such as " + shape.example(key));
    }

    List<Section> sections(String key, Shape inner) {
        return sections(key, mapping -> inner);
    }

    /** A list of mappings whose shape shows in each. */
    List<Section> sections(String key, java.util.function.Function<DocumentNode.Mapping, Shape> inner) {
        List<Section> sections = new ArrayList<>();
        List<DocumentNode> items = items(key);
        for (int index = 0; index < items.size(); index++) {
            DocumentNode item = items.get(index);
            Shape itemShape = item instanceof DocumentNode.Mapping mapping ? inner.apply(mapping) : shape;
            section(item, Problems.child(at(key), index), itemShape, "such as " + shape.example(key))
                    .ifPresent(sections::add);
        }
        return sections;
    }

    Optional<DocumentNode> node(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** A mapping of free keys, in the order of the document; empty if there is none. */
    Map<String, DocumentNode> entries(String key) {
        DocumentNode node = entries.get(key);
        if (node instanceof DocumentNode.Mapping mapping) {
            return mapping.entries();
        }
        if (node != null) {
            problem(key, "expected a mapping, found " + node.description(), "such as " + shape.example(key));
        }
        return Map.of();
    }

    /** A mapping that stands at a path of its own. */
    Optional<Section> inner(DocumentNode node, String where, Shape inner, String hint) {
        return section(node, where, inner, hint);
    }

    /** Whether a certain text stands there, alone of other kinds of value. */
    boolean isText(String key, String text) {
        return entries.get(key) instanceof DocumentNode.Scalar scalar
                && scalar.isText()
                && scalar.text().equals(text);
    }

    /** How many times as fast: a number above 0, as far as that makes sense. */
    OptionalDouble speed(String key) {
        Optional<BigDecimal> number = number(key);
        if (number.isEmpty()) {
            return OptionalDouble.empty();
        }
        double speed = number.get().doubleValue();
        if (speed < LEAST_SPEED || speed > GREATEST_SPEED) {
            problem(
                    key,
                    "is not from " + LEAST_SPEED + " to " + GREATEST_SPEED,
                    "such as " + shape.example(key) + ", or max");
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(speed);
    }

    /** A single character, whatever else it would mean in YAML. */
    Optional<Character> character(String key) {
        DocumentNode node = entries.get(key);
        if (node instanceof DocumentNode.Scalar scalar && scalar.text().length() == 1) {
            return Optional.of(scalar.text().charAt(0));
        }
        if (node != null) {
            problem(key, "expected one character, found " + node.description(), "such as " + shape.example(key));
        }
        return Optional.empty();
    }

    private Optional<Section> section(DocumentNode node, String where, Shape inner, String hint) {
        if (node instanceof DocumentNode.Mapping mapping) {
            return Optional.of(new Section(problems, where, inner, mapping));
        }
        problems.add(where, "expected a mapping, found " + node.description(), hint);
        return Optional.empty();
    }

    private List<DocumentNode> items(String key) {
        DocumentNode node = entries.get(key);
        if (node == null) {
            return List.of();
        }
        if (node instanceof DocumentNode.Sequence sequence) {
            return sequence.items();
        }
        problem(key, "expected a list, found " + node.description(), "such as " + shape.example(key));
        return List.of();
    }

    private Optional<DocumentNode.Scalar> scalar(String key, String kind, Predicate<DocumentNode.Scalar> isKind) {
        DocumentNode node = entries.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof DocumentNode.Scalar scalar && isKind.test(scalar)) {
            return Optional.of(scalar);
        }
        boolean unquoted = kind.equals("text") && node instanceof DocumentNode.Scalar scalar && !scalar.isNull();
        String hint = unquoted
                ? "put it in quotes: " + key + ": \"" + ((DocumentNode.Scalar) node).text() + "\""
                : "such as " + shape.example(key);
        problem(key, "expected " + kind + ", found " + node.description(), hint);
        return Optional.empty();
    }
}
