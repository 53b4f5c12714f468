package io.millrace.model.expression;

import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Reads fields of the event, and tells whether an expression has a value. */
final class Fields {
    private Fields() {}

    /**
     * @param index of the field in the event
     * @throws IllegalArgumentException if expressions can't read the type
     */
    static Expression read(int index, FieldType type) {
        return switch (type.kind()) {
            case INT, LONG -> new Whole(index);
            case DOUBLE -> new Real(index);
            case BOOLEAN ->
                (BooleanExpression) frame -> {
                    Event event = frame.event();
                    return event.isPresent(index) ? (int) event.asLong(index) : BooleanExpression.NULL;
                };
            case STRING, UUID -> new Text(index);
            case DATE -> new Day(index);
            case TIMESTAMP -> new Expression.Timestamp(new Whole(index));
            case DECIMAL -> throw new IllegalArgumentException("a decimal in an expression");
        };
    }

    private record Whole(int index) implements LongExpression {
        @Override
        public long value(Frame frame) {
            Event event = frame.event();
            if (!event.isPresent(index)) {
                frame.setMissing();
                return 0;
            }
            return event.asLong(index);
        }
    }

    private record Real(int index) implements DoubleExpression {
        @Override
        public double value(Frame frame) {
            Event event = frame.event();
            if (!event.isPresent(index)) {
                frame.setMissing();
                return 0;
            }
            return event.asDouble(index);
        }
    }

    /** A string or uuid, whose bytes are in the event. */
    record Text(int index) implements StringExpression {
        @Override
        public @Nullable String value(Frame frame) {
            Event event = frame.event();
            return event.isPresent(index) ? event.asString(index) : null;
        }
    }

    /** A date as text: {@code 2026-03-01}. */
    private record Day(int index) implements StringExpression {
        @Override
        public @Nullable String value(Frame frame) {
            Event event = frame.event();
            return event.isPresent(index)
                    ? LocalDate.ofEpochDay(event.asLong(index)).toString()
                    : null;
        }
    }

    /** Whether the operand is null; never null itself. */
    static BooleanExpression isNull(Expression operand) {
        if (operand instanceof LongExpression number) {
            return frame -> {
                number.value(frame);
                return BooleanExpression.of(frame.takeMissing());
            };
        } else if (operand instanceof DoubleExpression number) {
            return frame -> {
                number.value(frame);
                return BooleanExpression.of(frame.takeMissing());
            };
        } else if (operand instanceof StringExpression text) {
            return text instanceof Text field
                    ? frame -> BooleanExpression.of(!frame.event().isPresent(field.index()))
                    : frame -> BooleanExpression.of(text.value(frame) == null);
        } else if (operand instanceof BooleanExpression condition) {
            return frame -> BooleanExpression.of(condition.truth(frame) == BooleanExpression.NULL);
        } else if (operand instanceof Expression.Timestamp timestamp) {
            return isNull(timestamp.millis());
        } else if (operand instanceof Expression.Duration duration) {
            return isNull(duration.millis());
        }
        return Logic.constant(BooleanExpression.TRUE);
    }
}
