package io.millrace.model.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.EventId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Any split, any order, any tree of merges: the same bytes and the same result. */
class MeasureLawsTest {
    private static final FieldType DECIMAL = FieldType.decimal(38, 4);

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

    @Provide
    Arbitrary<MeasureDefinition.Type> measures() {
        return Arbitraries.of(
                MeasureDefinition.Type.COUNT,
                MeasureDefinition.Type.SUM,
                MeasureDefinition.Type.AVG,
                MeasureDefinition.Type.MIN,
                MeasureDefinition.Type.MAX,
                MeasureDefinition.Type.VARIANCE,
                MeasureDefinition.Type.STDDEV,
                MeasureDefinition.Type.QUANTILE,
                MeasureDefinition.Type.DISTINCT);
    }

    @Provide
    Arbitrary<MeasureDefinition.Type> ends() {
        return Arbitraries.of(MeasureDefinition.Type.FIRST, MeasureDefinition.Type.LAST);
    }

    /** A type and values of it; few times and ids, so that many are alike, and even copies that differ. */
    @Provide
    Arbitrary<Tuple.Tuple2<FieldType, List<OneField.Stamped>>> stamped() {
        return Arbitraries.of(FieldType.Kind.values())
                .flatMap(kind -> stamped(kind).list().ofMaxSize(40).map(values -> Tuple.of(type(kind), values)));
    }

    private static FieldType type(FieldType.Kind kind) {
        return kind == FieldType.Kind.DECIMAL ? DECIMAL : FieldType.of(kind);
    }

    private static Arbitrary<OneField.Stamped> stamped(FieldType.Kind kind) {
        Arbitrary<Long> times =
                Arbitraries.oneOf(Arbitraries.longs().between(-2, 2), Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE));
        Arbitrary<Long> halves = Arbitraries.of(0L, 1L, -1L, Long.MIN_VALUE);
        return Combinators.combine(values(kind), times, halves, halves)
                .as((value, time, high, low) -> new OneField.Stamped(value, time, new EventId(high, low)));
    }

    private static Arbitrary<?> values(FieldType.Kind kind) {
        return switch (kind) {
            case STRING -> Arbitraries.strings().ofMaxLength(90);
            case BOOLEAN -> Arbitraries.of(true, false);
            case INT, DATE -> Arbitraries.integers();
            case LONG, TIMESTAMP -> Arbitraries.longs();
            case DOUBLE -> Numbers.doubles();
            case DECIMAL ->
                Arbitraries.bigIntegers().between(BigInteger.TEN.pow(37).negate(), BigInteger.TEN.pow(37));
            case UUID ->
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
        };
    }

    @Provide
    Arbitrary<MeasureDefinition.Type> extremes() {
        return Arbitraries.of(MeasureDefinition.Type.MIN, MeasureDefinition.Type.MAX);
    }

    @Property
    void shouldNotDependOnOrderForDoubles(
            @ForAll("measures") MeasureDefinition.Type measure,
            @ForAll("doubles") List<Double> values,
            @ForAll Random random) {
        verify(OneField.of(FieldType.Kind.DOUBLE, measure), values, random);
    }

    @Property
    void shouldNotDependOnOrderForLongs(
            @ForAll("measures") MeasureDefinition.Type measure,
            @ForAll("longs") List<Long> values,
            @ForAll Random random) {
        verify(OneField.of(FieldType.Kind.LONG, measure), values, random);
    }

    @Property
    void shouldNotDependOnOrderForInts(
            @ForAll("measures") MeasureDefinition.Type measure, @ForAll List<Integer> values, @ForAll Random random) {
        verify(OneField.of(FieldType.Kind.INT, measure), values, random);
    }

    @Property
    void shouldNotDependOnOrderForDecimals(
            @ForAll("measures") MeasureDefinition.Type measure,
            @ForAll("decimals") List<BigInteger> values,
            @ForAll Random random) {
        verify(OneField.of(DECIMAL, measure), values, random);
    }

    @Property
    void shouldNotDependOnOrderForTimes(
            @ForAll("extremes") MeasureDefinition.Type measure, @ForAll List<Integer> values, @ForAll Random random) {
        verify(OneField.of(FieldType.Kind.TIMESTAMP, measure), values, random);
        verify(OneField.of(FieldType.Kind.DATE, measure), values, random);
    }

    @Property
    void shouldNotDependOnOrderForFirstAndLast(
            @ForAll("ends") MeasureDefinition.Type measure,
            @ForAll("stamped") Tuple.Tuple2<FieldType, List<OneField.Stamped>> typed,
            @ForAll Random random) {
        verify(OneField.of(typed.get1(), measure), typed.get2(), random);
    }

    @Property
    void shouldNotDependOnOrderForDistinctValuesOfAnyType(
            @ForAll("stamped") Tuple.Tuple2<FieldType, List<OneField.Stamped>> typed, @ForAll Random random) {
        verify(OneField.of(typed.get1(), MeasureDefinition.Type.DISTINCT), typed.get2(), random);
    }

    @Provide
    Arbitrary<MeasureDefinition.Type> allMeasures() {
        return Arbitraries.of(MeasureDefinition.Type.values());
    }

    /** Events of which a condition holds, does not, or can't be told. */
    @Provide
    Arbitrary<List<OneField.Told>> told() {
        Arbitrary<Boolean> holds = Arbitraries.of(true, false).injectNull(0.2);
        return Combinators.combine(stamped(FieldType.Kind.DOUBLE), holds)
                .as(OneField.Told::new)
                .list()
                .ofMaxSize(60);
    }

    @Property
    void shouldMeasureWhatItsConditionHoldsForInAnyOrder(
            @ForAll("allMeasures") MeasureDefinition.Type measure,
            @ForAll("told") List<OneField.Told> values,
            @ForAll Random random) {
        // Given
        OneField field = OneField.of(FieldType.Kind.DOUBLE, measure);
        List<OneField.Told> held = values.stream()
                .filter(value -> Boolean.TRUE.equals(value.holds()))
                .toList();

        // When, Then
        verify(field.where(), values, random);
        assertThat(OneField.bytes(field.where().of(values))).isEqualTo(OneField.bytes(field.of(held)));
    }

    /** So few buckets that they are joined many times over. */
    @Property
    void shouldNotDependOnOrderWhenBucketsAreJoined(
            @ForAll @IntRange(min = 3, max = 20) int limit,
            @ForAll("doubles") List<Double> values,
            @ForAll Random random) {
        OneField field = OneField.of(FieldType.Kind.DOUBLE, MeasureDefinition.Type.QUANTILE);
        QuantileMeasure measure = (QuantileMeasure) field.measure();
        verify(
                field.with(new QuantileMeasure(
                        measure.definition(), 0, measure.type(), measure.q(), measure.buckets(), limit)),
                values,
                random);
    }

    /** Around the number of values at which hashes become registers. */
    @Property
    void shouldNotDependOnOrderWhenHashesBecomeRegisters(
            @ForAll @IntRange(min = 4, max = 9) int precision,
            @ForAll @IntRange(max = 90) int size,
            @ForAll Random random) {
        List<Long> values = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            values.add((long) random.nextInt(Math.max(1, size)));
        }
        verify(OneField.ofDistinct(FieldType.of(FieldType.Kind.LONG), precision), values, random);
    }

    private static void verify(OneField field, List<?> values, Random random) {
        // Given: the values and some events without one
        List<Object> all = new ArrayList<>(values);
        for (int absent = random.nextInt(3); absent > 0; absent--) {
            all.add(random.nextInt(all.size() + 1), "absent");
        }
        Accumulator inOrder = field.of(all);
        byte[] expected = OneField.bytes(inOrder);

        // When
        Accumulator merged = Numbers.mergedSomehow(field, all, random);

        // Then
        assertThat(OneField.bytes(merged)).isEqualTo(expected);
        assertThat(merged.finish()).isEqualTo(inOrder.finish());

        // And: what was written is read to its end, and is the same again
        ByteWriter twice = new ByteWriter();
        inOrder.write(twice);
        inOrder.write(twice);
        ByteReader in = new ByteReader(twice.toByteArray());
        Accumulator read = field.measure().create();
        read.mergeFrom(in);
        assertThat(in.remaining()).isEqualTo(expected.length);
        assertThat(OneField.bytes(read)).isEqualTo(expected);
        assertThat(read.finish()).isEqualTo(inOrder.finish());
    }
}
