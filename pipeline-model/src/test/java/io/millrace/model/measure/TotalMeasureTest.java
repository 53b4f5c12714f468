package io.millrace.model.measure;

import static io.millrace.model.definition.FieldType.Kind.DOUBLE;
import static io.millrace.model.definition.FieldType.Kind.LONG;
import static io.millrace.model.definition.MeasureDefinition.Type.AVG;
import static io.millrace.model.definition.MeasureDefinition.Type.SUM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.FieldType;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TotalMeasureTest {
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final FieldType MONEY = FieldType.decimal(38, 2);

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

    @Provide
    Arbitrary<List<Double>> subnormals() {
        return Arbitraries.longs()
                .between(-20, 20)
                .map(ulps -> ulps * Double.MIN_VALUE)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property
    void shouldRoundTheExactSumOfDoublesOnce(@ForAll("doubles") List<Double> values) {
        assertRoundedOnce(OneField.of(DOUBLE, SUM).finish(values), exact(values), 1);
    }

    @Property
    void shouldRoundTheExactMeanOfDoublesOnce(@ForAll("doubles") List<Double> values) {
        assertRoundedOnce(OneField.of(DOUBLE, AVG).finish(values), exact(values), values.size());
    }

    @Property
    void shouldRoundMeansBelowTheNormalDoublesOnce(@ForAll("subnormals") List<Double> values) {
        assertRoundedOnce(OneField.of(DOUBLE, AVG).finish(values), exact(values), values.size());
    }

    @Property
    void shouldAgreeWithTheExactSumAfterAMerge(@ForAll("doubles") List<Double> values, @ForAll Random random) {
        Accumulator merged = Numbers.mergedSomehow(OneField.of(DOUBLE, SUM), values, random);
        assertRoundedOnce(merged.finish(), exact(values), 1);
    }

    @Property
    void shouldAgreeWithTheExactMeanForAnyCount(
            @ForAll @LongRange(min = 1) long count,
            @ForAll("doubles") List<Double> values,
            @ForAll @IntRange(min = 0, max = 1) int wide) {
        // Given: a mean whose count no test can count to, as it would be stored
        OneField field = OneField.of(DOUBLE, AVG);
        List<Double> seen = wide == 0 ? values.subList(0, 1) : values;
        ByteWriter none = new ByteWriter();
        none.writeUnsigned(count - seen.size() > 0 ? count - seen.size() : 1);
        none.writeVarLong(0);
        none.writeLengthPrefixed(new byte[1]);
        Accumulator accumulator = field.read(none.toByteArray());

        // When
        accumulator.merge(field.of(seen));

        // Then
        long total = seen.size() + (count - seen.size() > 0 ? count - seen.size() : 1);
        assertRoundedOnce(accumulator.finish(), exact(seen), total);
    }

    @Property
    void shouldSumLongsExactly(@ForAll("longs") List<Long> values) {
        BigInteger truth = values.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);

        Value sum = OneField.of(LONG, SUM).finish(values);

        assertThat(sum)
                .isEqualTo(
                        truth.bitLength() < 64 ? new Value.Whole(truth.longValueExact()) : new Value.BigWhole(truth));
    }

    @Property
    void shouldRoundTheExactMeanOfLongsOnce(@ForAll("longs") List<Long> values) {
        BigInteger truth = values.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);

        assertRoundedOnce(OneField.of(LONG, AVG).finish(values), new BigDecimal(truth), values.size());
    }

    @Property
    void shouldSumDecimalsExactlyAndRoundTheirMeanOnce(@ForAll("decimals") List<BigInteger> values) {
        BigDecimal truth = new BigDecimal(values.stream().reduce(BigInteger.ZERO, BigInteger::add), 2);

        assertThat(OneField.of(MONEY, SUM).finish(values)).isEqualTo(new Value.Exact(truth));
        assertThat(OneField.of(MONEY, AVG).finish(values))
                .isEqualTo(new Value.Exact(truth.divide(BigDecimal.valueOf(values.size()), 8, RoundingMode.HALF_EVEN)));
    }

    @Test
    void shouldBeMissingWithoutValues() {
        for (var measure : List.of(SUM, AVG)) {
            for (FieldType type : List.of(FieldType.of(LONG), FieldType.of(DOUBLE), MONEY)) {
                assertThat(OneField.of(type, measure).finish(List.of())).isEqualTo(Value.MISSING);
                assertThat(OneField.of(type, measure).finish(List.of("absent"))).isEqualTo(Value.MISSING);
            }
        }
    }

    @Test
    void shouldBeMissingBeyondTheDoublesButNotOnTheWay() {
        OneField sum = OneField.of(DOUBLE, SUM);
        double max = Double.MAX_VALUE;

        assertThat(sum.finish(List.of(max, max))).isEqualTo(Value.MISSING);
        assertThat(sum.finish(List.of(max, max, -max))).isEqualTo(new Value.Real(max));
        assertThat(sum.finish(List.of(max, Math.ulp(max) / 2))).isEqualTo(Value.MISSING);
        assertThat(sum.finish(List.of(max, Math.nextDown(Math.ulp(max) / 2)))).isEqualTo(new Value.Real(max));
        assertThat(OneField.of(DOUBLE, AVG).finish(List.of(max, max))).isEqualTo(new Value.Real(max));
    }

    @Test
    void shouldKeepTheBitThatAnOrdinarySumLoses() {
        assertThat(OneField.of(DOUBLE, SUM).finish(Collections.nCopies(10, 0.1)))
                .isEqualTo(new Value.Real(1.0));
        assertThat(OneField.of(DOUBLE, SUM).finish(List.of(1e100, 1.0, -1e100))).isEqualTo(new Value.Real(1.0));
    }

    @Test
    void shouldNeverBeNegativeZero() {
        Value zero = new Value.Real(0.0);

        assertThat(OneField.of(DOUBLE, SUM).finish(List.of(-0.0))).isEqualTo(zero);
        assertThat(OneField.of(DOUBLE, SUM).finish(List.of(-1e300, 1e300))).isEqualTo(zero);
        // A quotient too small for a double.
        assertThat(OneField.of(DOUBLE, AVG).finish(List.of(-Double.MIN_VALUE, 0.0)))
                .isEqualTo(zero);
        assertThat(OneField.of(LONG, AVG).finish(List.of(-1L, 1L))).isEqualTo(zero);
    }

    @Test
    void shouldIgnoreWhatIsNotFinite() {
        OneField average = OneField.of(DOUBLE, AVG);

        assertThat(average.finish(List.of(1.0, Double.NaN, Double.POSITIVE_INFINITY, 3.0)))
                .isEqualTo(new Value.Real(2.0));
        assertThat(average.finish(List.of(Double.NEGATIVE_INFINITY))).isEqualTo(Value.MISSING);
    }

    @Test
    void shouldStayExactWhenManyValuesSpreadFurtherThanTheWindow() {
        // Given: so many that limbs of the superaccumulator carry
        Random random = new Random(7);
        List<Double> values = Stream.generate(
                        () -> Math.scalb(random.nextDouble() - 0.4, random.nextInt(5) * 300 - 600))
                .limit(60_000)
                .toList();

        // When
        Accumulator accumulator = OneField.of(DOUBLE, SUM).of(values);

        // Then
        assertRoundedOnce(accumulator.finish(), exact(values), 1);
        assertThat(OneField.bytes(Numbers.mergedSomehow(OneField.of(DOUBLE, SUM), values, random)))
                .isEqualTo(OneField.bytes(accumulator));
    }

    @Test
    void shouldStayExactWhenTheSumOutgrowsTheWindow() {
        for (double sign : new double[] {1, -1}) {
            // Given: a value at the window's lower end, then so many at its upper end that their sum needs more than
            // 128 bits
            List<Double> values = new ArrayList<>(List.of(sign * 0x1p-20, sign * 0x1.0000000000001p-20));
            Random random = new Random(7);
            random.doubles(5_000, 0x1p43, 0x1p44).forEach(value -> values.add(sign * value));

            // When
            Accumulator accumulator = OneField.of(DOUBLE, SUM).of(values);

            // Then
            assertRoundedOnce(accumulator.finish(), exact(values), 1);
            assertThat(OneField.bytes(Numbers.mergedSomehow(OneField.of(DOUBLE, SUM), values, random)))
                    .isEqualTo(OneField.bytes(accumulator));
        }
    }

    @Test
    void shouldTakeFewBytes() {
        Random random = new Random(7);
        List<Double> money = random.ints(10_000, 0, 1_000_000)
                .mapToObj(cents -> cents / 100.0)
                .toList();
        List<Long> speeds = random.longs(10_000, 0, 1_000_000_000).boxed().toList();

        assertThat(OneField.bytes(OneField.of(DOUBLE, SUM).of(money))).hasSizeLessThanOrEqualTo(15);
        assertThat(OneField.bytes(OneField.of(LONG, SUM).of(speeds))).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void shouldRefuseMalformedStates() {
        OneField doubles = OneField.of(DOUBLE, SUM);
        OneField longs = OneField.of(LONG, SUM);

        // a count alone; no bytes of a sum; a power of two that no sum reaches; a count below zero
        assertMalformed(longs, 1);
        assertMalformed(longs, 1, 0);
        assertMalformed(longs, 1, 4, 1);
        assertMalformed(doubles, 1, 0, 0);
        assertMalformed(doubles, 1, 0xFE, 0x7F, 2, 1);
        assertMalformed(doubles, 1, 0xFD, 0x7F, 2, 1);
        assertMalformed(longs, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 1);
    }

    private static void assertMalformed(OneField field, int... bytes) {
        byte[] state = new byte[bytes.length];
        for (int index = 0; index < bytes.length; index++) {
            state[index] = (byte) bytes[index];
        }
        assertThatThrownBy(() -> field.read(state)).isInstanceOf(MalformedBytesException.class);
    }

    private static BigDecimal exact(List<Double> values) {
        return values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** That {@code sum / count} lies between the middles to the doubles beside {@code value}, on a middle only if that is the even one. */
    private static void assertRoundedOnce(Value value, BigDecimal sum, long count) {
        BigDecimal divisor = BigDecimal.valueOf(count);
        if (value instanceof Value.Missing) {
            BigDecimal least = above(Double.MAX_VALUE).multiply(divisor);
            assertThat(sum.abs()).isGreaterThanOrEqualTo(least);
            return;
        }
        double result = ((Value.Real) value).value();
        assertThat(Double.doubleToRawLongBits(result)).isNotEqualTo(Long.MIN_VALUE);
        BigDecimal high = above(result).multiply(divisor);
        BigDecimal low = above(-result).negate().multiply(divisor);
        boolean even = (Double.doubleToRawLongBits(result) & 1) == 0;
        if (even) {
            assertThat(sum).isBetween(low, high);
        } else {
            assertThat(sum).isStrictlyBetween(low, high);
        }
    }

    /** The middle to the next double up, as if they went on for ever. */
    private static BigDecimal above(double value) {
        BigDecimal next = value == Double.MAX_VALUE ? TWO.pow(1024) : new BigDecimal(Math.nextUp(value));
        return new BigDecimal(value).add(next).divide(TWO);
    }
}
