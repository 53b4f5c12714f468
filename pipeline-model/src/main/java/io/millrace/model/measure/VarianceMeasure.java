package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.Integer128;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * {@code variance} and {@code stddev} of a numeric field, of the sample: divided by the number of values less one, as {@code VARIANCE} and
 * {@code STDDEV} of PostgreSQL, Oracle, Spark and Druid. Missing of fewer than two values. Error bound: zero; {@code (n·Σx² − (Σx)²) / (n·(n−1))}
 * is computed from exact sums and rounded once, half to even, so nothing cancels out.
 *
 * <p>State: that of the sum, then the sum of squares as an odd integer and a power of two.
 *
 * @param field index of the field in the event
 * @param type of the field
 * @param root whether it finishes to the standard deviation
 */
record VarianceMeasure(MeasureDefinition definition, int field, FieldType type, boolean root) implements Measure {
    /** Digits that the results of decimals have more than the exact variance or the values have. */
    static final int MORE_DIGITS = 6;

    @Override
    public Accumulator create() {
        return switch (type.kind()) {
            case INT, LONG -> new WholeVariance(this);
            case DOUBLE -> new RealVariance(this);
            case DECIMAL -> new DecimalVariance(this);
            case STRING, BOOLEAN, TIMESTAMP, DATE, UUID ->
                throw new IllegalStateException("bound to a field of type " + type);
        };
    }

    /**
     * {@code n·Σx² − (Σx)²}, not negative, as the inequality of Cauchy and Schwarz has it.
     *
     * @param squares in units of the square of the sum's unit
     */
    private static BigInteger numerator(long count, BigInteger sum, BigInteger squares) {
        // Less than zero only from bytes that no accumulator wrote.
        return BigInteger.valueOf(count)
                .multiply(squares)
                .subtract(sum.multiply(sum))
                .max(BigInteger.ZERO);
    }

    /** {@code n·(n−1)}. */
    private static BigInteger denominator(long count) {
        return BigInteger.valueOf(count).multiply(BigInteger.valueOf(count - 1));
    }

    private Value real(BigInteger numerator, int exponent, long count) {
        double result = root
                ? Rounding.squareRoot(numerator, exponent, denominator(count))
                : Rounding.quotient(numerator, exponent, denominator(count));
        return Double.isFinite(result) ? new Value.Real(result) : Value.MISSING;
    }

    private Value exact(BigInteger numerator, long count) {
        if (!root) {
            int scale = 2 * type.scale();
            return new Value.Exact(new BigDecimal(numerator, scale)
                    .divide(new BigDecimal(denominator(count)), scale + MORE_DIGITS, RoundingMode.HALF_EVEN));
        }
        // With f = numerator × 10^(2·more) / denominator, the root of f rounded to an integer. It is r if f < (r +
        // 1/2)^2.
        BigInteger scaled = numerator.multiply(BigInteger.TEN.pow(2 * MORE_DIGITS));
        BigInteger whole = scaled.divide(denominator(count)).sqrt();
        BigInteger half = whole.shiftLeft(1).add(BigInteger.ONE);
        int comparison = scaled.shiftLeft(2).compareTo(half.multiply(half).multiply(denominator(count)));
        boolean up = comparison > 0 || (comparison == 0 && whole.testBit(0));
        return new Value.Exact(new BigDecimal(up ? whole.add(BigInteger.ONE) : whole, type.scale() + MORE_DIGITS));
    }

    /** Of integers, or decimals of one scale as integers. */
    private abstract static class IntegerVariance extends ExactIntegerSum {
        final VarianceMeasure measure;
        final ExactSquareSum squares = ExactSquareSum.ofIntegers();

        IntegerVariance(VarianceMeasure measure) {
            this.measure = measure;
        }

        @Override
        final void addSum(CountedSum other) {
            super.addSum(other);
            squares.add(((IntegerVariance) other).squares);
        }

        @Override
        final void addSumFrom(ByteReader in) {
            super.addSumFrom(in);
            squares.addFrom(in);
        }

        @Override
        final void writeSum(ByteWriter out) {
            super.writeSum(out);
            squares.write(out);
        }

        abstract Value finish(BigInteger numerator);

        @Override
        public final Value finish() {
            return count() < 2 ? Value.MISSING : finish(numerator(count(), sum(), squares.significand()));
        }

        @Override
        public final long bytes() {
            return super.bytes() + squares.bytes();
        }
    }

    private static final class WholeVariance extends IntegerVariance {
        WholeVariance(VarianceMeasure measure) {
            super(measure);
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(measure.field)) {
                long value = event.asLong(measure.field);
                countOne();
                add(value);
                squares.addSquare(value);
            }
        }

        @Override
        Value finish(BigInteger numerator) {
            return measure.real(numerator, 0, count());
        }
    }

    private static final class DecimalVariance extends IntegerVariance {
        DecimalVariance(VarianceMeasure measure) {
            super(measure);
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(measure.field)) {
                byte[] bytes = event.bytes();
                int offset = event.sliceOffset(measure.field);
                int length = event.sliceLength(measure.field);
                int surplus = Integer128.surplus(bytes, offset, length);
                long high = Integer128.highOf(bytes, offset + surplus, length - surplus);
                long low = Integer128.lowOf(bytes, offset + surplus, length - surplus);
                countOne();
                add(high, low);
                squares.addSquare(high, low);
            }
        }

        @Override
        Value finish(BigInteger numerator) {
            return measure.exact(numerator, count());
        }
    }

    /** Of doubles. What is not finite is no value. */
    private static final class RealVariance extends ExactDoubleSum {
        private final VarianceMeasure measure;
        private final ExactSquareSum squares = ExactSquareSum.ofDoubles();

        RealVariance(VarianceMeasure measure) {
            this.measure = measure;
        }

        @Override
        public void add(Event event) {
            if (event.isPresent(measure.field)) {
                double value = event.asDouble(measure.field);
                if (Double.isFinite(value)) {
                    countOne();
                    add(value);
                    squares.addSquare(value);
                }
            }
        }

        @Override
        void addSum(CountedSum other) {
            super.addSum(other);
            squares.add(((RealVariance) other).squares);
        }

        @Override
        void addSumFrom(ByteReader in) {
            super.addSumFrom(in);
            squares.addFrom(in);
        }

        @Override
        void writeSum(ByteWriter out) {
            super.writeSum(out);
            squares.write(out);
        }

        @Override
        public Value finish() {
            if (count() < 2) {
                return Value.MISSING;
            }
            // In units of 2^exponent, the lesser of both sums' units.
            BigInteger sum = significand();
            BigInteger units = squares.significand();
            int exponent = 2 * exponent();
            int zeros = Math.max(0, units.getLowestSetBit());
            int surplus = squares.exponent() + zeros - exponent;
            if (surplus >= 0) {
                units = units.shiftRight(zeros).shiftLeft(surplus);
            } else {
                units = units.shiftRight(zeros);
                int more = -surplus + (surplus & 1);
                exponent -= more;
                sum = sum.shiftLeft(more / 2);
                units = units.shiftLeft(more + surplus);
            }
            return measure.real(numerator(count(), sum, units), exponent, count());
        }

        @Override
        public long bytes() {
            return super.bytes() + squares.bytes();
        }
    }
}
