package io.millrace.model.measure;

import static io.millrace.model.definition.MeasureDefinition.Type.STDDEV;
import static io.millrace.model.definition.MeasureDefinition.Type.VARIANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.FieldType;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class VarianceMeasureTest {
    private static final FieldType.Kind LONG = FieldType.Kind.LONG;
    private static final FieldType.Kind DOUBLE = FieldType.Kind.DOUBLE;
    private static final int SCALE = 4;
    private static final FieldType DECIMAL = FieldType.decimal(38, SCALE);
    /** As many digits as the square of the sum of the greatest and the least double has, and more. */
    private static final MathContext FINE_OF_DOUBLES = new MathContext(2_500);

    private static final MathContext FINE = new MathContext(250);

    @Provide
    Arbitrary<List<Double>> doubles() {
        return Numbers.listsOfDoubles();
    }

    @Provide
    Arbitrary<List<Long>> longs() {
        return Numbers.listsOfLongs();
    }

    @Provide
    Arbitrary<List<BigInteger>> decimals() {
        return Numbers.listsOfDecimals();
    }

    @Property(tries = 60)
    void shouldBeTheExactOneOfDoublesRoundedOnce(@ForAll("doubles") List<Double> values) {
        verifyRounded(DOUBLE, values, values.stream().map(BigDecimal::new).toList(), FINE_OF_DOUBLES);
    }

    @Property(tries = 300)
    void shouldBeTheExactOneOfLongsRoundedOnce(@ForAll("longs") List<Long> values) {
        verifyRounded(LONG, values, values.stream().map(BigDecimal::valueOf).toList(), FINE);
    }

    private static void verifyRounded(FieldType.Kind kind, List<?> values, List<BigDecimal> exact, MathContext fine) {
        if (values.size() < 2) {
            assertThat(OneField.of(kind, VARIANCE).finish(values)).isEqualTo(Value.MISSING);
            assertThat(OneField.of(kind, STDDEV).finish(values)).isEqualTo(Value.MISSING);
            return;
        }
        BigDecimal variance = variance(exact, fine);
        assertThat(OneField.of(kind, VARIANCE).finish(values)).isEqualTo(real(variance));
        assertThat(OneField.of(kind, STDDEV).finish(values)).isEqualTo(real(variance.sqrt(fine)));
    }

    /** By the definition: squares of the differences from the mean. */
    private static BigDecimal variance(List<BigDecimal> values, MathContext fine) {
        BigDecimal count = BigDecimal.valueOf(values.size());
        BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        // Times n, so that the mean needs no division.
        BigDecimal squares = values.stream()
                .map(value -> value.multiply(count).subtract(sum).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return squares.divide(count.pow(2).multiply(count.subtract(BigDecimal.ONE)), fine);
    }

    private static Value real(BigDecimal exact) {
        double rounded = exact.doubleValue();
        return Double.isFinite(rounded) ? new Value.Real(rounded) : Value.MISSING;
    }

    @Property(tries = 300)
    void shouldBeTheExactOneOfDecimalsRoundedOnce(@ForAll("decimals") List<BigInteger> values) {
        if (values.size() < 2) {
            assertThat(OneField.of(DECIMAL, VARIANCE).finish(values)).isEqualTo(Value.MISSING);
            return;
        }
        BigDecimal variance = variance(
                values.stream().map(unscaled -> new BigDecimal(unscaled, SCALE)).toList(), FINE);
        assertThat(OneField.of(DECIMAL, VARIANCE).finish(values))
                .isEqualTo(new Value.Exact(variance.setScale(2 * SCALE + 6, RoundingMode.HALF_EVEN)));
        assertThat(OneField.of(DECIMAL, STDDEV).finish(values))
                .isEqualTo(new Value.Exact(variance.sqrt(FINE).setScale(SCALE + 6, RoundingMode.HALF_EVEN)));
    }

    @Test
    void shouldBeOfTheSample() {
        // (4 + 1 + 0 + 1 + 4) / 4
        assertThat(OneField.of(LONG, VARIANCE).finish(List.of(1L, 2L, 3L, 4L, 5L)))
                .isEqualTo(new Value.Real(2.5));
        assertThat(OneField.of(DOUBLE, STDDEV).finish(List.of(1.0, "absent", 3.0, 5.0)))
                .isEqualTo(new Value.Real(2.0));
        assertThat(OneField.of(FieldType.decimal(10, 2), STDDEV)
                        .finish(List.of(BigInteger.valueOf(100), BigInteger.valueOf(300), BigInteger.valueOf(500))))
                .isEqualTo(new Value.Exact(new BigDecimal("2.00000000")));
    }

    @Test
    void shouldNotCancelOut() {
        // Given: values whose squares agree in all digits of a double
        double far = 1e15;

        assertThat(OneField.of(DOUBLE, VARIANCE).finish(List.of(far + 1, far + 2, far + 3)))
                .isEqualTo(new Value.Real(1.0));
        assertThat(OneField.of(LONG, VARIANCE).finish(List.of(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - 2)))
                .isEqualTo(new Value.Real(1.0));
        assertThat(OneField.of(DOUBLE, VARIANCE).finish(Collections.nCopies(1_000, 0.1)))
                .isEqualTo(new Value.Real(0.0));
    }

    @Test
    void shouldBeMissingBeyondTheRangeOfDoublesAndComeBackAsARoot() {
        List<Double> values = List.of(Double.MAX_VALUE, -Double.MAX_VALUE);

        assertThat(OneField.of(DOUBLE, VARIANCE).finish(values)).isEqualTo(Value.MISSING);
        // sqrt(2) times the greatest double is too much as well, a sixteenth of it is not.
        assertThat(OneField.of(DOUBLE, STDDEV).finish(values)).isEqualTo(Value.MISSING);
        assertThat(OneField.of(DOUBLE, STDDEV).finish(List.of(0x1p1000, -0x1p1000, 0.0)))
                .isEqualTo(new Value.Real(0x1p1000));
        assertThat(OneField.of(DOUBLE, VARIANCE).finish(List.of(Double.NaN, 1.0)))
                .isEqualTo(Value.MISSING);
    }

    @Test
    void shouldRefuseWhatItNeverWrites() {
        ByteWriter negative = new ByteWriter();
        negative.writeUnsigned(2);
        negative.writeLengthPrefixed(new byte[] {1});
        negative.writeVarLong(0);
        negative.writeLengthPrefixed(new byte[] {-1});
        assertMalformed(negative);

        ByteWriter huge = new ByteWriter();
        huge.writeUnsigned(2);
        huge.writeLengthPrefixed(new byte[] {1});
        huge.writeVarLong(1_000_000_000);
        huge.writeLengthPrefixed(new byte[] {1});
        assertMalformed(huge);

        // Given: squares that are too small for their sum
        ByteWriter impossible = new ByteWriter();
        impossible.writeUnsigned(2);
        impossible.writeLengthPrefixed(new byte[] {9});
        impossible.writeVarLong(0);
        impossible.writeLengthPrefixed(new byte[] {1});
        assertThat(OneField.of(LONG, STDDEV).read(impossible.toByteArray()).finish())
                .isEqualTo(new Value.Real(0.0));
    }

    private static void assertMalformed(ByteWriter bytes) {
        assertThatThrownBy(() -> OneField.of(LONG, VARIANCE).read(bytes.toByteArray()))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("squares");
    }
}
