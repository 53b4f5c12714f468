package io.millrace.model.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogarithmicBucketsTest {
    private static final int KEY_OF_LEAST = 35;
    private static final int KEY_OF_ONE = 37_624;
    private static final int KEY_OF_MILLION = 38_322;
    private static final int KEY_OF_GREATEST = 73_463;

    @Provide
    Arbitrary<Double> doubles() {
        return Numbers.doubles();
    }

    @Provide
    Arbitrary<Double> accuracies() {
        return Arbitraries.integers().between(1_000, 100_000).map(millionths -> millionths / 1e6);
    }

    @Property(tries = 5_000)
    void shouldEstimateEveryValueWithinTheAccuracy(
            @ForAll("accuracies") double accuracy, @ForAll("doubles") double value) {
        LogarithmicBuckets buckets = new LogarithmicBuckets(accuracy);

        double estimate = buckets.estimate(buckets.keyOf(value), 0);

        // Not isCloseTo: it subtracts decimal texts, which differ from the numbers where those have few digits. The
        // estimate and the bound are both rounded.
        double magnitude = Math.min(Math.abs(estimate), Double.MAX_VALUE);
        assertThat(Math.abs(magnitude - Math.abs(value)))
                .isLessThanOrEqualTo(Math.abs(value) * accuracy + Double.MIN_VALUE);
        assertThat(Math.signum(estimate)).isEqualTo(Math.signum(value) + 0.0);
    }

    @Property
    void shouldOrderKeysAsValues(@ForAll("doubles") double one, @ForAll("doubles") double other) {
        LogarithmicBuckets buckets = new LogarithmicBuckets(0.01);

        assertThat(Integer.signum(Integer.compare(buckets.keyOf(one), buckets.keyOf(other)))
                        * Double.compare(one, other))
                .isNotNegative();
        assertThat(Math.abs(buckets.keyOf(one))).isLessThanOrEqualTo(buckets.greatestKey());
    }

    /** Values on both sides of a bound, where rounding could put one into a bucket that is too far. */
    @Property
    void shouldEstimateWithinTheAccuracyAtBounds(
            @ForAll("accuracies") double accuracy, @ForAll("doubles") double start) {
        LogarithmicBuckets buckets = new LogarithmicBuckets(accuracy);
        double low = Math.max(Double.MIN_NORMAL, Math.min(Math.abs(start), 1e300));
        double high = low * 1.3;
        int key = buckets.keyOf(low);
        while (Math.nextUp(low) < high) {
            double middle = low + (high - low) / 2;
            if (buckets.keyOf(middle) == key) {
                low = middle;
            } else {
                high = middle;
            }
        }

        for (double value : new double[] {low, high}) {
            assertThat(buckets.estimate(buckets.keyOf(value), 0) / value).isCloseTo(1, within(accuracy));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.1})
    void shouldTakeAboutOneBucketInAHundredMoreThanLogarithmsWould(double accuracy) {
        LogarithmicBuckets buckets = new LogarithmicBuckets(accuracy);
        double perPower = Math.log(2) / Math.log((1 + accuracy) / (1 - accuracy));

        assertThat((buckets.keyOf(0x1p900) - buckets.keyOf(0x1p-900)) / 1800.0 / perPower)
                .isCloseTo(1.01, within(0.001));
    }

    @Test
    void shouldKeepItsKeysForEver() {
        // States hold them.
        LogarithmicBuckets buckets = new LogarithmicBuckets(0.01);

        assertThat(buckets.keyOf(0)).isZero();
        assertThat(buckets.keyOf(Double.MIN_VALUE)).isEqualTo(KEY_OF_LEAST);
        assertThat(buckets.keyOf(1)).isEqualTo(KEY_OF_ONE);
        assertThat(buckets.keyOf(-1)).isEqualTo(-KEY_OF_ONE);
        assertThat(buckets.keyOf(1e6)).isEqualTo(KEY_OF_MILLION);
        assertThat(buckets.greatestKey()).isEqualTo(KEY_OF_GREATEST);
    }

    @Property
    void shouldRaiseKeysInOneStepOrInSeveral(
            @ForAll @IntRange(min = -800_000, max = 800_000) int key,
            @ForAll @IntRange(max = 10) int first,
            @ForAll @IntRange(max = 10) int second) {
        assertThat(BucketCounts.raised(BucketCounts.raised(key, first), second))
                .isEqualTo(BucketCounts.raised(key, first + second));
    }
}
