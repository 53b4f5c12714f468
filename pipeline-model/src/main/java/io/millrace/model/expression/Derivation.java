package io.millrace.model.expression;

import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;

/** Computes one field of an event from others. Immutable, thread-safe. */
public final class Derivation {
    private final ExpressionText text;
    private final Setter setter;

    private interface Setter {
        void set(Event event, Frame frame);
    }

    /**
     * @throws IllegalArgumentException if the expression does not give the type
     */
    Derivation(int field, FieldType.Kind kind, Expression expression, ExpressionText text) {
        this.text = text;
        setter = setter(field, kind, expression);
    }

    /**
     * Sets the field, unless the expression is null for this event.
     *
     * @throws ExpressionFailedException if it can't be evaluated, or what it gives is no value of the field's type
     */
    public void apply(Event event) {
        try {
            setter.set(event, new Frame(event));
        } catch (Failure failure) {
            throw text.failed(failure, event);
        }
    }

    private static Setter setter(int field, FieldType.Kind kind, Expression expression) {
        if (kind == FieldType.Kind.LONG && expression instanceof LongExpression number) {
            return (event, frame) -> setLong(event, field, number.value(frame), frame);
        } else if (kind == FieldType.Kind.INT && expression instanceof LongExpression number) {
            return (event, frame) -> setLong(event, field, requireInt(number.value(frame)), frame);
        } else if (kind == FieldType.Kind.TIMESTAMP && expression instanceof Expression.Timestamp timestamp) {
            LongExpression millis = timestamp.millis();
            return (event, frame) -> setLong(event, field, millis.value(frame), frame);
        } else if (kind == FieldType.Kind.DOUBLE && expression instanceof DoubleExpression number) {
            return (event, frame) -> {
                double value = requireFinite(number.value(frame));
                if (!frame.isMissing()) {
                    event.setDouble(field, value);
                }
            };
        } else if (kind == FieldType.Kind.BOOLEAN && expression instanceof BooleanExpression condition) {
            return (event, frame) -> {
                int truth = condition.truth(frame);
                if (truth != BooleanExpression.NULL) {
                    event.setLong(field, truth);
                }
            };
        } else if (kind == FieldType.Kind.STRING && expression instanceof StringExpression string) {
            return (event, frame) -> {
                String value = string.value(frame);
                if (value != null) {
                    event.setString(field, value);
                }
            };
        }
        throw new IllegalArgumentException("no expression of a " + kind);
    }

    private static void setLong(Event event, int field, long value, Frame frame) {
        if (!frame.isMissing()) {
            event.setLong(field, value);
        }
    }

    // What is missing reads as 0, which is in bounds.
    private static long requireInt(long value) {
        if (value != (int) value) {
            throw new Failure(value + " does not fit an int, which has 32 bits");
        }
        return value;
    }

    private static double requireFinite(double value) {
        if (!Double.isFinite(value)) {
            throw new Failure("the result is " + value + ", which is no value of a field");
        }
        return value;
    }
}
