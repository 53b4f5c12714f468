package io.millrace.model.expression;

import com.google.re2j.Pattern;
import io.millrace.model.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What strings are made of, asked and turned into. */
final class Texts {
    /** The longest text that + makes, in characters: a text added to itself grows fast. */
    static final int MAX_LENGTH = 65_536;

    private Texts() {}

    record Constant(String constant) implements StringExpression {
        @Override
        public String value(Frame frame) {
            return constant;
        }
    }

    /** A question about two strings. */
    interface Test {
        boolean holds(String text, String argument);
    }

    static BooleanExpression test(StringExpression text, StringExpression argument, Test test) {
        return frame -> {
            String textValue = text.value(frame);
            String argumentValue = argument.value(frame);
            if (textValue == null || argumentValue == null) {
                return BooleanExpression.NULL;
            }
            return BooleanExpression.of(test.holds(textValue, argumentValue));
        };
    }

    /** Whether a field starts, or ends, with a literal, on its bytes where they lie. */
    static BooleanExpression affix(Fields.Text field, String literal, boolean atTheEnd) {
        byte[] bytes = literal.getBytes(StandardCharsets.UTF_8);
        int index = field.index();
        return frame -> {
            Event event = frame.event();
            if (!event.isPresent(index)) {
                return BooleanExpression.NULL;
            }
            int surplus = event.sliceLength(index) - bytes.length;
            if (surplus < 0) {
                return BooleanExpression.FALSE;
            }
            int from = event.sliceOffset(index) + (atTheEnd ? surplus : 0);
            return BooleanExpression.of(
                    Arrays.equals(event.bytes(), from, from + bytes.length, bytes, 0, bytes.length));
        };
    }

    /** Whether the pattern is found anywhere. RE2 takes time linear in the text, whatever the pattern. */
    static BooleanExpression matches(StringExpression text, Pattern pattern) {
        return frame -> {
            String value = text.value(frame);
            return value == null
                    ? BooleanExpression.NULL
                    : BooleanExpression.of(pattern.matcher(value).find());
        };
    }

    static BooleanExpression in(StringExpression text, Set<String> literals) {
        return frame -> {
            String value = text.value(frame);
            return value == null ? BooleanExpression.NULL : BooleanExpression.of(literals.contains(value));
        };
    }

    /** Few literals against a field's bytes where they lie. */
    static BooleanExpression in(Fields.Text field, List<String> literals) {
        byte[][] candidates = literals.stream()
                .map(literal -> literal.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        int index = field.index();
        return frame -> {
            Event event = frame.event();
            if (!event.isPresent(index)) {
                return BooleanExpression.NULL;
            }
            int offset = event.sliceOffset(index);
            int end = offset + event.sliceLength(index);
            for (byte[] candidate : candidates) {
                if (Arrays.equals(event.bytes(), offset, end, candidate, 0, candidate.length)) {
                    return BooleanExpression.TRUE;
                }
            }
            return BooleanExpression.FALSE;
        };
    }

    /** In code points. */
    static LongExpression size(StringExpression text) {
        return frame -> {
            String value = valueOrMissing(text, frame);
            return value == null ? 0 : value.codePointCount(0, value.length());
        };
    }

    static StringExpression concatenate(StringExpression left, StringExpression right) {
        return frame -> {
            String leftValue = left.value(frame);
            String rightValue = right.value(frame);
            if (leftValue == null || rightValue == null) {
                return null;
            }
            if (leftValue.length() + rightValue.length() > MAX_LENGTH) {
                throw new Failure("a text of more than " + MAX_LENGTH + " characters");
            }
            return leftValue.concat(rightValue);
        };
    }

    static LongExpression toLong(StringExpression text) {
        return frame -> {
            String value = valueOrMissing(text, frame);
            if (value == null) {
                return 0;
            }
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException notOne) {
                throw new Failure("the text is no int");
            }
        };
    }

    static DoubleExpression toDouble(StringExpression text) {
        return frame -> {
            String value = valueOrMissing(text, frame);
            if (value == null) {
                return 0;
            }
            try {
                return Double.parseDouble(value);
            } catch (NumberFormatException notOne) {
                throw new Failure("the text is no double");
            }
        };
    }

    /** RFC 3339; what is finer than a millisecond is cut off. */
    static LongExpression toTimestamp(StringExpression text) {
        return frame -> {
            String value = valueOrMissing(text, frame);
            return value == null ? 0 : parseTimestamp(value);
        };
    }

    static long parseTimestamp(String text) {
        try {
            return Times.requireTimestamp(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException notOne) {
            throw new Failure("the text is no timestamp, such as 2026-03-01T12:00:00Z");
        }
    }

    static StringExpression ofLong(LongExpression number) {
        return frame -> {
            long value = number.value(frame);
            return frame.takeMissing() ? null : Long.toString(value);
        };
    }

    static StringExpression ofDouble(DoubleExpression number) {
        return frame -> {
            double value = number.value(frame);
            return frame.takeMissing() ? null : Double.toString(value);
        };
    }

    static StringExpression ofBoolean(BooleanExpression condition) {
        return frame -> {
            int truth = condition.truth(frame);
            return truth == BooleanExpression.NULL ? null : Boolean.toString(truth == BooleanExpression.TRUE);
        };
    }

    private static @Nullable String valueOrMissing(StringExpression text, Frame frame) {
        String value = text.value(frame);
        if (value == null) {
            frame.setMissing();
        }
        return value;
    }
}
