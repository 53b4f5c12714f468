package io.millrace.model.definition;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a value stands in a JSON record. The subset of RFC 9535 that names exactly one place: {@code $.a.b}, {@code $.a[0].b},
 * {@code $['odd key'].x}. Indexes count from 0.
 *
 * @param steps from the outside in, at least one
 */
public record JsonPath(List<Step> steps) {
    /** One step inward. */
    public sealed interface Step {
        /** Into the value of a key of an object. */
        record Key(String name) implements Step {}

        /** Into an element of an array, counted from 0. */
        record Index(int index) implements Step {}
    }

    /** More steps than this are refused. */
    public static final int MAX_STEPS = 32;

    /** What a wrong path should have been, for a person. */
    public static final String RULE = "a path such as $.a.b, $.a[0].b or $['odd key'].x";

    public JsonPath {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a path has at least one step");
        }
    }

    /** Whether a field's {@code from} is a path, not a literal key. A key that looks like a path is written {@code $['$.key']}. */
    public static boolean isPath(String from) {
        return from.startsWith("$.") || from.startsWith("$[");
    }

    /**
     * Where a field's {@code from} points: a path if it looks like one, else the literal key.
     *
     * @throws IllegalArgumentException if it looks like a path and is none
     */
    public static JsonPath of(String from) {
        return isPath(from) ? parse(from) : new JsonPath(List.of(new Step.Key(from)));
    }

    /**
     * @throws IllegalArgumentException saying where it is wrong, position counted from 1
     */
    public static JsonPath parse(String text) {
        return new JsonPath(new Parser(text).steps());
    }

    /** As a definition writes it; parses back to the same path. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("$");
        for (Step step : steps) {
            if (step instanceof Step.Index index) {
                text.append('[').append(index.index()).append(']');
            } else if (step instanceof Step.Key key && isPlain(key.name())) {
                text.append('.').append(key.name());
            } else if (step instanceof Step.Key key) {
                text.append("['")
                        .append(key.name().replace("\\", "\\\\").replace("'", "\\'"))
                        .append("']");
            }
        }
        return text.toString();
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty() && isNameStart(name.charAt(0)) && name.chars().allMatch(next -> isNamePart((char) next));
    }

    private static boolean isNameStart(char next) {
        return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '_' || next >= 0x80;
    }

    private static boolean isNamePart(char next) {
        return isNameStart(next) || isDigit(next);
    }

    private static boolean isDigit(char next) {
        return next >= '0' && next <= '9';
    }

    private static final class Parser {
        private final String text;
        private final List<Step> steps = new ArrayList<>();
        private int position;

        Parser(String text) {
            this.text = text;
        }

        List<Step> steps() {
            if (!text.startsWith("$")) {
                throw wrong("a path starts with $");
            }
            position = 1;
            while (position < text.length()) {
                char next = text.charAt(position);
                if (next == '.') {
                    position++;
                    steps.add(new Step.Key(plainName()));
                } else if (next == '[') {
                    position++;
                    steps.add(peek() == '\'' || peek() == '"' ? new Step.Key(quotedName()) : new Step.Index(index()));
                    expect(']');
                } else {
                    throw wrong("expected . or [");
                }
                if (steps.size() > MAX_STEPS) {
                    throw wrong("more than " + MAX_STEPS + " steps");
                }
            }
            if (steps.isEmpty()) {
                throw wrong("it names no place inside the record");
            }
            return steps;
        }

        private char peek() {
            return position < text.length() ? text.charAt(position) : 0;
        }

        private void expect(char expected) {
            if (peek() != expected) {
                throw wrong("expected " + expected);
            }
            position++;
        }

        private String plainName() {
            int start = position;
            if (!isNameStart(peek())) {
                throw wrong("expected a key of letters, digits and _ (write any other as ['key'])");
            }
            while (isNamePart(peek())) {
                position++;
            }
            return text.substring(start, position);
        }

        private String quotedName() {
            char quote = text.charAt(position++);
            StringBuilder name = new StringBuilder();
            while (peek() != quote) {
                if (peek() == '\\') {
                    position++;
                    if (peek() != quote && peek() != '\\') {
                        throw wrong("after \\ only the quote or another \\ may stand");
                    }
                }
                if (position >= text.length()) {
                    throw wrong("the quote is never closed");
                }
                name.append(text.charAt(position++));
            }
            position++;
            return name.toString();
        }

        private int index() {
            int start = position;
            while (isDigit(peek())) {
                position++;
            }
            String digits = text.substring(start, position);
            if (digits.isEmpty() || (digits.length() > 1 && digits.startsWith("0"))) {
                throw wrong("expected an index counted from 0, or a key in quotes");
            }
            try {
                return Integer.parseInt(digits);
            } catch (NumberFormatException tooGreat) {
                throw wrong("the index is too great");
            }
        }

        private IllegalArgumentException wrong(String reason) {
            return new IllegalArgumentException("'" + text + "' at " + (position + 1) + ": " + reason);
        }
    }
}
