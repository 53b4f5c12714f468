package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Lists of numbers that are hard to sum. */
final class Numbers {
    private Numbers() {}

    /** Finite doubles of every size: any bits, subnormals, huge, powers of two, whole, money. */
    static Arbitrary<Double> doubles() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite)),
                Tuple.of(
                        4, Arbitraries.integers().between(-1_000_000, 1_000_000).map(cents -> cents / 100.0)),
                Tuple.of(1, Arbitraries.integers().map(whole -> (double) whole)),
                Tuple.of(1, Arbitraries.longs().between(0, 1L << 52).map(Double::longBitsToDouble)),
                Tuple.of(1, Arbitraries.integers().between(-1074, 1023).map(power -> Math.scalb(1.0, power))),
                Tuple.of(
                        1,
                        Arbitraries.integers()
                                .between(0, 1000)
                                .map(ulps -> Double.MAX_VALUE - ulps * Math.ulp(Double.MAX_VALUE))),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                0.0,
                                -0.0,
                                1.0,
                                -1.0,
                                Double.MIN_VALUE,
                                -Double.MIN_VALUE,
                                Double.MAX_VALUE,
                                -Double.MAX_VALUE)));
    }

    /** Some of them cancel out. */
    static Arbitrary<List<Double>> listsOfDoubles() {
        return doubles()
                .list()
                .ofMaxSize(60)
                .flatMap(values -> Arbitraries.randomValue(random -> {
                    List<Double> all = new ArrayList<>(values);
                    for (double value : values) {
                        if (random.nextInt(3) == 0) {
                            all.add(-value);
                        }
                    }
                    Collections.shuffle(all, random);
                    return all;
                }));
    }

    static Arbitrary<List<Long>> listsOfLongs() {
        return Arbitraries.oneOf(
                        Arbitraries.longs(),
                        Arbitraries.of(Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1, 0L, -1L),
                        Arbitraries.longs().between(-1000, 1000))
                .list()
                .ofMaxSize(60);
    }

    /** Unscaled decimals of up to 38 digits. */
    static Arbitrary<List<BigInteger>> listsOfDecimals() {
        BigInteger most = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
        return Arbitraries.oneOf(
                        Arbitraries.bigIntegers().between(most.negate(), most),
                        Arbitraries.of(most, most.negate(), BigInteger.ZERO),
                        Arbitraries.bigIntegers().between(BigInteger.valueOf(-100_000), BigInteger.valueOf(100_000)))
                .list()
                .ofMaxSize(60);
    }

    /**
     * Merges accumulators of random pieces of the values in a random order and tree, every other time through bytes.
     */
    static Accumulator mergedSomehow(OneField field, List<?> values, Random random) {
        List<Object> shuffled = new ArrayList<>(values);
        Collections.shuffle(shuffled, random);
        List<Accumulator> forest = new ArrayList<>();
        int from = 0;
        while (from < shuffled.size() || forest.isEmpty()) {
            int to = from + random.nextInt(shuffled.size() - from + 1);
            forest.add(field.of(shuffled.subList(from, to)));
            from = to;
        }
        while (forest.size() > 1) {
            Accumulator one = forest.remove(random.nextInt(forest.size()));
            Accumulator other = forest.remove(random.nextInt(forest.size()));
            if (random.nextBoolean()) {
                one.merge(other);
            } else {
                one.mergeFrom(new ByteReader(OneField.bytes(other)));
            }
            forest.add(random.nextBoolean() ? one : field.read(OneField.bytes(one)));
        }
        return forest.get(0);
    }
}
