package io.millrace.model.measure;

/**
 * Buckets of doubles whose bounds are at most a factor of {@code (1 + accuracy) / (1 − accuracy)} apart, so that a bucket's {@link #estimate} is
 * within the accuracy of all that is in it. A bucket has a key, and the order of keys is that of values: zero has key 0, the positive doubles 1 and
 * up, the negative ones −1 and down.
 *
 * <p>The logarithm to base 2 is approximated: the exponent and a cubic of the significand, which costs one bucket in a hundred. It is plain IEEE
 * arithmetic in a fixed order, so a value has the same key on every machine; {@code Math.log} promises no such thing.
 *
 * @see <a href="https://arxiv.org/abs/1908.10693">C. Masson, J. Rim, H. Lee, DDSketch: a fast and fully-mergeable quantile sketch with
 *     relative-error guarantees, 2019</a>
 */
final class LogarithmicBuckets {
    // The cubic goes from 0 to 1 with the significand's fraction, with equal slopes at both ends of a power of two.
    // Against the natural
    // logarithm its slope is 10/7 or more.
    private static final double A = 6.0 / 35;
    private static final double B = -3.0 / 5;
    private static final double C = 10.0 / 7;
    private static final double LEAST_SLOPE = 10.0 / 7;
    /** Positions are counted from this power of two, which is below the least double. */
    private static final int LEAST_POWER = -1075;
    /** Buckets are narrower by this, far more than the rounding of positions, so that the accuracy holds to the last digit. */
    private static final double MARGIN = 1e-9;

    private static final long FRACTION = 0xFFFFFFFFFFFFFL;
    private static final long ONE = 0x3FF0000000000000L;

    private final double perPower;
    private final int greatestKey;

    /**
     * @param accuracy the relative error of estimates, between 0 and 1
     */
    LogarithmicBuckets(double accuracy) {
        double width = StrictMath.log1p(accuracy) - StrictMath.log1p(-accuracy);
        perPower = (1 + MARGIN) / (LEAST_SLOPE * width);
        greatestKey = keyOf(Double.MAX_VALUE);
    }

    /** No finite double has a key that is further from zero. */
    int greatestKey() {
        return greatestKey;
    }

    /** The bucket of a finite double. */
    int keyOf(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int power = ((int) (bits >>> 52) & 0x7FF) - 1023;
        if (power == -1023) {
            if (value == 0) {
                return 0;
            }
            // Subnormal: made normal, so that its significand has a first digit.
            long normal = Double.doubleToRawLongBits(Math.abs(value) * 0x1p54);
            return signed(key(normal, (int) (normal >>> 52) - 1023 - 54), bits);
        }
        return signed(key(bits, power), bits);
    }

    private static int signed(int key, long bits) {
        return bits < 0 ? -key : key;
    }

    private int key(long bits, int power) {
        double fraction = Double.longBitsToDouble((bits & FRACTION) | ONE) - 1;
        double position = ((A * fraction + B) * fraction + C) * fraction + (power - LEAST_POWER);
        return (int) (position * perPower) + 1;
    }

    /**
     * The number with the least relative error for a run of buckets: {@code 2·low·high / (low + high)} of its bounds. May be infinite or zero at
     * the ends of the range of doubles.
     *
     * @param key of a bucket; its sign is that of the estimate
     * @param level 2^level buckets, of which the last (furthest from zero) is number {@code |key| × 2^level}
     */
    double estimate(int key, int level) {
        if (key == 0) {
            return 0;
        }
        long last = (long) Math.abs(key) << level;
        double low = (last - (1L << level)) / perPower;
        double high = last / perPower;
        int lowPower = (int) low;
        int highPower = (int) high;
        double lowSignificand = significand(low - lowPower);
        double ratio = Math.scalb(lowSignificand / significand(high - highPower), lowPower - highPower);
        double magnitude = Math.scalb(lowSignificand * (2 / (1 + ratio)), lowPower + LEAST_POWER);
        return key < 0 ? -magnitude : magnitude;
    }

    /** The inverse of the cubic plus one, by Newton's method; it is concave and rises, so a few steps always suffice. */
    private static double significand(double position) {
        double fraction = position;
        for (int step = 0; step < 6; step++) {
            double excess = ((A * fraction + B) * fraction + C) * fraction - position;
            fraction -= excess / ((3 * A * fraction + 2 * B) * fraction + C);
        }
        return 1 + fraction;
    }
}
