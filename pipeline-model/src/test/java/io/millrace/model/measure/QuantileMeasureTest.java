package io.millrace.model.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class QuantileMeasureTest {
    private static final FieldType DOUBLE = FieldType.of(FieldType.Kind.DOUBLE);
    private static final FieldType LONG = FieldType.of(FieldType.Kind.LONG);
    private static final int SCALE = 3;
    private static final FieldType DECIMAL = FieldType.decimal(38, SCALE);
    /** What a result that is a double or has six more digits may be off beside the accuracy. */
    private static final double ROUNDING = 1e-12;

    @Provide
    Arbitrary<Double> accuracies() {
        return Arbitraries.of(0.001, 0.005, 0.01, 0.037, 0.1);
    }

    @Provide
    Arbitrary<Double> quantiles() {
        return Arbitraries.of(0.001, 0.01, 0.07, 0.25, 0.5, 0.9, 0.99, 0.999);
    }

    @Provide
    Arbitrary<List<Double>> doubles() {
        return Numbers.listsOfDoubles().filter(values -> !values.isEmpty());
    }

    @Provide
    Arbitrary<List<Long>> longs() {
        return Numbers.listsOfLongs().filter(values -> !values.isEmpty());
    }

    @Provide
    Arbitrary<List<BigInteger>> decimals() {
        return Numbers.listsOfDecimals().filter(values -> !values.isEmpty());
    }

    private static <T extends Comparable<T>> T ranked(List<T> values, double q) {
        List<T> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int rank = BigDecimal.valueOf(q)
                .multiply(BigDecimal.valueOf(sorted.size()))
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
        return sorted.get(rank - 1);
    }

    @Property
    void shouldBeWithinTheAccuracyForDoubles(
            @ForAll("accuracies") double accuracy, @ForAll("quantiles") double q, @ForAll("doubles") List<Double> all) {
        double found = ((Value.Real) OneField.ofQuantile(DOUBLE, q, accuracy).finish(all)).value();
        double exact = ranked(all, q);

        // Half of the least double: numbers that small have no more digits.
        assertThat(found).isCloseTo(exact, within(Math.abs(exact) * accuracy + Double.MIN_VALUE / 2));
    }

    @Property
    void shouldBeWithinTheAccuracyForLongs(
            @ForAll("accuracies") double accuracy, @ForAll("quantiles") double q, @ForAll("longs") List<Long> all) {
        double found = ((Value.Real) OneField.ofQuantile(LONG, q, accuracy).finish(all)).value();
        double exact = ranked(all, q);

        assertThat(found).isCloseTo(exact, within(Math.abs(exact) * (accuracy + ROUNDING)));
    }

    @Property
    void shouldBeWithinTheAccuracyForDecimals(
            @ForAll("accuracies") double accuracy,
            @ForAll("quantiles") double q,
            @ForAll("decimals") List<BigInteger> all) {
        BigDecimal found =
                ((Value.Exact) OneField.ofQuantile(DECIMAL, q, accuracy).finish(all)).value();
        BigDecimal exact = new BigDecimal(ranked(all, q), SCALE);

        assertThat(found.scale()).isEqualTo(SCALE + QuantileMeasure.MORE_DIGITS);
        assertThat(found)
                .isCloseTo(
                        exact,
                        within(exact.abs()
                                .multiply(BigDecimal.valueOf(accuracy + ROUNDING))
                                .add(BigDecimal.ONE.movePointLeft(SCALE + QuantileMeasure.MORE_DIGITS))));
    }

    @Test
    void shouldBeWithinTheAccuracyOfManyValues() {
        // Given: a long tail, and how it looks sorted
        Random random = new Random(7);
        List<Double> values = new ArrayList<>();
        for (int index = 0; index < 100_000; index++) {
            values.add(Math.exp(3 * random.nextGaussian()));
        }

        for (double q : new double[] {0.0001, 0.1, 0.5, 0.95, 0.999, 0.99999}) {
            double found = ((Value.Real) OneField.ofQuantile(DOUBLE, q, 0.01).finish(values)).value();

            assertThat(found / ranked(values, q)).isCloseTo(1, within(0.01));
        }
    }

    @Test
    void shouldTakeTheValueOfThatRank() {
        // 0.07 times 100 is a little more than 7 in doubles
        List<Long> values = new ArrayList<>();
        for (long value = 1; value <= 100; value++) {
            values.add(value);
        }

        assertThat(((Value.Real) OneField.ofQuantile(LONG, 0.07, 0.001).finish(values)).value())
                .isCloseTo(7, within(0.007));
        assertThat(OneField.ofQuantile(LONG, 0.01, 0.1).finish(values)).isEqualTo(new Value.Real(1));
        assertThat(OneField.ofQuantile(LONG, 0.999, 0.1).finish(values)).isEqualTo(new Value.Real(100));
    }

    @Test
    void shouldBeExactForOneValueHoweverOften() {
        assertThat(OneField.ofQuantile(DOUBLE, 0.5, 0.1).finish(Collections.nCopies(1_000, -0.3)))
                .isEqualTo(new Value.Real(-0.3));
        assertThat(OneField.ofQuantile(FieldType.decimal(10, 2), 0.5, 0.1).finish(List.of(BigInteger.valueOf(12345))))
                .isEqualTo(new Value.Exact(new BigDecimal("123.45000000")));
        assertThat(OneField.ofQuantile(LONG, 0.5, 0.1).finish(List.of(0L, -0L, 0L)))
                .isEqualTo(new Value.Real(0));
    }

    @Test
    void shouldBeMissingWithoutValues() {
        assertThat(OneField.ofQuantile(LONG, 0.5, 0.01).finish(List.of("absent")))
                .isEqualTo(Value.MISSING);
        assertThat(OneField.ofQuantile(DOUBLE, 0.5, 0.01).finish(List.of(Double.NaN, Double.NEGATIVE_INFINITY)))
                .isEqualTo(Value.MISSING);
    }

    @Test
    void shouldKeepItsBucketsWithinTheLimit() {
        // Given: all powers of two there are, with both signs, at an accuracy that has a bucket for each
        OneField field = OneField.of(FieldType.Kind.DOUBLE, MeasureDefinition.Type.QUANTILE);
        QuantileMeasure measure = (QuantileMeasure) field.measure();
        QuantileMeasure small = new QuantileMeasure(
                measure.definition(), 0, measure.type(), BigDecimal.valueOf(0.75), measure.buckets(), 1_000);
        List<Double> values = new ArrayList<>();
        for (int power = -1000; power < 1000; power++) {
            values.add(Math.scalb(1.0, power));
            values.add(-Math.scalb(1.0, power));
        }

        // When
        Accumulator accumulator = field.with(small).of(values);

        // Then: four powers of two in a bucket or more, so the middle of the positive ones is as near as that
        assertThat(OneField.bytes(accumulator).length).isLessThan(1_000 * 4);
        assertThat(((Value.Real) accumulator.finish()).value()).isBetween(0x1p-16, 0x1p16);
    }

    @Test
    void shouldRefuseWhatItNeverWrites() {
        assertMalformed(2, 5, 1, 0, new long[][] {});
        assertMalformed(2, Double.NaN, 1, 0, new long[][] {});
        assertMalformed(2, 1, 5, 0, new long[][] {});
        assertMalformed(2, 1, 5, 25, new long[][] {{100, 1}, {1, 1}});
        assertMalformed(2, 1, 5, 0, new long[][] {{100, 1}, {0, 1}});
        assertMalformed(2, 1, 5, 0, new long[][] {{100, 1}, {1, 2}});
        assertMalformed(2, 1, 5, 0, new long[][] {{100, 1}});
        assertMalformed(2, 1, 5, 0, new long[][] {{100, 0}, {1, 2}});
        assertMalformed(2, 1, 5, 0, new long[][] {{100, 1}, {Long.MAX_VALUE, 1}});
        assertMalformed(2, 1, 5, 0, new long[][] {{Integer.MAX_VALUE, 1}, {1, 1}});
    }

    private static void assertMalformed(long count, double least, double greatest, int level, long[][] buckets) {
        ByteWriter bytes = new ByteWriter();
        bytes.writeUnsigned(count);
        bytes.writeDouble(least);
        bytes.writeDouble(greatest);
        bytes.writeByte(level);
        bytes.writeUnsigned(buckets.length);
        for (int index = 0; index < buckets.length; index++) {
            if (index == 0) {
                bytes.writeVarLong(buckets[index][0]);
            } else {
                bytes.writeUnsigned(buckets[index][0]);
            }
            bytes.writeUnsigned(buckets[index][1]);
        }
        OneField field = OneField.ofQuantile(DOUBLE, 0.5, 0.01);

        assertThatThrownBy(() -> field.read(bytes.toByteArray())).isInstanceOf(MalformedBytesException.class);
    }
}
