package io.millrace.model.measure;

import io.millrace.model.bytes.Integer128;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * {@code sum} and {@code avg} of a numeric field: both know how many values there were and their exact sum, and differ only in what they finish
 * to. Error bound: zero; a result that is a double, or a decimal quotient, is the exact one rounded once, half to even.
 *
 * <p>State: a varint count; unless it is zero, the sum, shortest two's complement behind its length, and of doubles behind a varint power of
 * two. Typically 5 to 10 bytes for integers and decimals, 11 to 15 for doubles.
 *
 * @param field index of the field in the event
 * @param type of the field
 * @param average whether it finishes to the mean
 */
record TotalMeasure(MeasureDefinition definition, int field, FieldType type, boolean average) implements Measure {
    /** Digits that the mean of decimals has more than they have. */
    static final int AVERAGE_DIGITS = 6;

    @Override
    public Accumulator create() {
        return switch (type.kind()) {
            case INT, LONG -> new WholeTotal(this);
            case DOUBLE -> new RealTotal(this);
            case DECIMAL -> new DecimalTotal(this);
            case STRING, BOOLEAN, TIMESTAMP, DATE, UUID ->
                throw new IllegalStateException("bound to a field of type " + type);
        };
    }

    /** Of ints and longs. */
    private static final class WholeTotal extends ExactIntegerSum {
        private final TotalMeasure measure;

        WholeTotal(TotalMeasure measure) {
            this.measure = measure;
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(measure.field)) {
                countOne();
                add(event.asLong(measure.field));
            }
        }

        @Override
        public Value finish() {
            if (count() == 0) {
                return Value.MISSING;
            } else if (measure.average) {
                return new Value.Real(quotient(count()));
            }
            BigInteger sum = sum();
            return sum.bitLength() < 64 ? new Value.Whole(sum.longValue()) : new Value.BigWhole(sum);
        }
    }

    /** Of decimals of one scale. */
    private static final class DecimalTotal extends ExactIntegerSum {
        private final TotalMeasure measure;

        DecimalTotal(TotalMeasure measure) {
            this.measure = measure;
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(measure.field)) {
                byte[] bytes = event.bytes();
                int offset = event.sliceOffset(measure.field);
                int length = event.sliceLength(measure.field);
                int surplus = Integer128.surplus(bytes, offset, length);
                countOne();
                add(
                        Integer128.highOf(bytes, offset + surplus, length - surplus),
                        Integer128.lowOf(bytes, offset + surplus, length - surplus));
            }
        }

        @Override
        public Value finish() {
            if (count() == 0) {
                return Value.MISSING;
            }
            int scale = measure.type.scale();
            BigDecimal sum = new BigDecimal(sum(), scale);
            return new Value.Exact(
                    measure.average
                            ? sum.divide(BigDecimal.valueOf(count()), scale + AVERAGE_DIGITS, RoundingMode.HALF_EVEN)
                            : sum);
        }
    }

    /** Of doubles. What is not finite is no value. */
    private static final class RealTotal extends ExactDoubleSum {
        private final TotalMeasure measure;

        RealTotal(TotalMeasure measure) {
            this.measure = measure;
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(measure.field)) {
                double value = event.asDouble(measure.field);
                if (Double.isFinite(value)) {
                    countOne();
                    add(value);
                }
            }
        }

        @Override
        public Value finish() {
            if (count() == 0) {
                return Value.MISSING;
            }
            double result = quotient(measure.average ? count() : 1);
            return Double.isFinite(result) ? new Value.Real(result) : Value.MISSING;
        }
    }
}
