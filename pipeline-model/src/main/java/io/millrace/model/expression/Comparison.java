package io.millrace.model.expression;

import io.millrace.model.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An operator that compares two values of one type, or an int and a double as if both were exact. Nothing is comparable to NaN. */
enum Comparison {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Comparison(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    /** The operator of CEL's function, if it is one. */
    static @Nullable Comparison ofFunction(String function) {
        for (Comparison comparison : values()) {
            if (function.equals("_" + comparison.symbol + "_")) {
                return comparison;
            }
        }
        return null;
    }

    /** The same with its operands changed about. */
    Comparison flipped() {
        return switch (this) {
            case EQUAL, NOT_EQUAL -> this;
            case LESS -> GREATER;
            case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
            case GREATER -> LESS;
            case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
        };
    }

    boolean isOfEquality() {
        return this == EQUAL || this == NOT_EQUAL;
    }

    private boolean holds(int order) {
        return switch (this) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    BooleanExpression ofLongs(LongExpression left, LongExpression right) {
        return frame -> {
            long leftValue = left.value(frame);
            boolean missing = frame.takeMissing();
            long rightValue = right.value(frame);
            if (frame.takeMissing() || missing) {
                return BooleanExpression.NULL;
            }
            return BooleanExpression.of(holds(Long.compare(leftValue, rightValue)));
        };
    }

    BooleanExpression ofDoubles(DoubleExpression left, DoubleExpression right) {
        return frame -> {
            double leftValue = left.value(frame);
            boolean missing = frame.takeMissing();
            double rightValue = right.value(frame);
            if (frame.takeMissing() || missing) {
                return BooleanExpression.NULL;
            }
            if (leftValue == rightValue) {
                return BooleanExpression.of(holds(0));
            } else if (leftValue < rightValue) {
                return BooleanExpression.of(holds(-1));
            }
            return BooleanExpression.of(leftValue > rightValue ? holds(1) : this == NOT_EQUAL);
        };
    }

    BooleanExpression ofLongAndDouble(LongExpression left, DoubleExpression right) {
        return frame -> {
            long leftValue = left.value(frame);
            boolean missing = frame.takeMissing();
            double rightValue = right.value(frame);
            if (frame.takeMissing() || missing) {
                return BooleanExpression.NULL;
            }
            return BooleanExpression.of(
                    Double.isNaN(rightValue) ? this == NOT_EQUAL : holds(compare(leftValue, rightValue)));
        };
    }

    private static int compare(long left, double right) {
        if (right >= 0x1p63) {
            return -1;
        } else if (right < -0x1p63) {
            return 1;
        }
        long whole = (long) right;
        return left == whole ? Double.compare(0, right - whole + 0.0) : Long.compare(left, whole);
    }

    /** By code points. */
    BooleanExpression ofStrings(StringExpression left, StringExpression right) {
        return frame -> {
            String leftValue = left.value(frame);
            String rightValue = right.value(frame);
            if (leftValue == null || rightValue == null) {
                return BooleanExpression.NULL;
            }
            return BooleanExpression.of(
                    isOfEquality()
                            ? leftValue.equals(rightValue) == (this == EQUAL)
                            : holds(Arrays.compareUnsigned(
                                    leftValue.getBytes(StandardCharsets.UTF_8),
                                    rightValue.getBytes(StandardCharsets.UTF_8))));
        };
    }

    /** As {@link #ofStrings}, on the bytes of a field where they lie. */
    BooleanExpression ofFieldAndLiteral(Fields.Text field, String literal) {
        byte[] bytes = literal.getBytes(StandardCharsets.UTF_8);
        int index = field.index();
        return frame -> {
            Event event = frame.event();
            if (!event.isPresent(index)) {
                return BooleanExpression.NULL;
            }
            int offset = event.sliceOffset(index);
            int end = offset + event.sliceLength(index);
            return BooleanExpression.of(
                    isOfEquality()
                            ? Arrays.equals(event.bytes(), offset, end, bytes, 0, bytes.length) == (this == EQUAL)
                            : holds(Arrays.compareUnsigned(event.bytes(), offset, end, bytes, 0, bytes.length)));
        };
    }

    /** False comes before true. */
    BooleanExpression ofBooleans(BooleanExpression left, BooleanExpression right) {
        return frame -> {
            int leftTruth = left.truth(frame);
            int rightTruth = right.truth(frame);
            if (leftTruth == BooleanExpression.NULL || rightTruth == BooleanExpression.NULL) {
                return BooleanExpression.NULL;
            }
            return BooleanExpression.of(holds(Integer.compare(leftTruth, rightTruth)));
        };
    }
}
