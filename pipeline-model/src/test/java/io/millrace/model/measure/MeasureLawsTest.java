package io.millrace.model.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

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
                MeasureDefinition.Type.MAX);
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
