package io.millrace.model.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bytes.Integer128;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SuperaccumulatorTest {
    private static final int LEAST_EXPONENT = -1216;

    private static BigInteger scaled(long high, long low, int exponent) {
        return Integer128.toBigInteger(high, low).shiftLeft(exponent - LEAST_EXPONENT);
    }

    @Property
    void shouldHoldTheSum(
            @ForAll long high,
            @ForAll long low,
            @ForAll @IntRange(min = -1105, max = 950) int exponent,
            @ForAll long otherHigh,
            @ForAll @IntRange(min = -1105, max = 950) int otherExponent) {
        // Given
        Superaccumulator one = new Superaccumulator(LEAST_EXPONENT, 1024 + 64);
        Superaccumulator other = new Superaccumulator(LEAST_EXPONENT, 1024 + 64);
        one.add(high, low, exponent);
        one.add(otherHigh, high, otherExponent);
        other.add(scaled(low, otherHigh, otherExponent), LEAST_EXPONENT);

        // When
        one.add(other);

        // Then
        assertThat(one.sum())
                .isEqualTo(scaled(high, low, exponent)
                        .add(scaled(otherHigh, high, otherExponent))
                        .add(scaled(low, otherHigh, otherExponent)));
    }

    @Test
    void shouldCarryWhateverTheSign() {
        int additions = 20_000;
        long[][] numbers = {
            {Long.MAX_VALUE, -1}, {Long.MIN_VALUE, 0}, {Long.MIN_VALUE, 1}, {-1, -1}, {0x7FFFFFFFL << 32, 0}
        };
        for (int exponent : new int[] {-1105, -1074, 0, 31, 950}) {
            for (long[] number : numbers) {
                // Given
                Superaccumulator sum = new Superaccumulator(LEAST_EXPONENT, 1024 + 64);

                // When
                for (int addition = 0; addition < additions; addition++) {
                    sum.add(number[0], number[1], exponent);
                }

                // Then
                assertThat(sum.sum())
                        .isEqualTo(scaled(number[0], number[1], exponent).multiply(BigInteger.valueOf(additions)));
            }
        }
    }
}
