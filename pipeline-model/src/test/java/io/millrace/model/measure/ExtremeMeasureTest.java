package io.millrace.model.measure;

import static io.millrace.model.definition.MeasureDefinition.Type.MAX;
import static io.millrace.model.definition.MeasureDefinition.Type.MIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.FieldType;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ExtremeMeasureTest {
    private static final FieldType DECIMAL = FieldType.decimal(38, 3);

    @Provide
    Arbitrary<List<BigInteger>> decimals() {
        return Numbers.listsOfDecimals().filter(values -> !values.isEmpty());
    }

    @Provide
    Arbitrary<List<Double>> doubles() {
        return Numbers.listsOfDoubles().filter(values -> !values.isEmpty());
    }

    @Property
    void shouldFindTheExtremesOfDecimals(@ForAll("decimals") List<BigInteger> values) {
        assertThat(OneField.of(DECIMAL, MIN).finish(values))
                .isEqualTo(new Value.Exact(new BigDecimal(Collections.min(values), 3)));
        assertThat(OneField.of(DECIMAL, MAX).finish(values))
                .isEqualTo(new Value.Exact(new BigDecimal(Collections.max(values), 3)));
    }

    @Property
    void shouldFindTheExtremesOfDoubles(@ForAll("doubles") List<Double> values) {
        assertThat(OneField.of(FieldType.Kind.DOUBLE, MIN).finish(values))
                .isEqualTo(new Value.Real(Collections.min(values)));
        assertThat(OneField.of(FieldType.Kind.DOUBLE, MAX).finish(values))
                .isEqualTo(new Value.Real(Collections.max(values)));
    }

    @Test
    void shouldKeepTheTypeOfTheField() {
        List<Long> values = List.of(3L, -5L, 4L);

        assertThat(OneField.of(FieldType.Kind.LONG, MIN).finish(values)).isEqualTo(new Value.Whole(-5));
        assertThat(OneField.of(FieldType.Kind.INT, MAX).finish(values)).isEqualTo(new Value.Whole(4));
        assertThat(OneField.of(FieldType.Kind.TIMESTAMP, MIN).finish(values))
                .isEqualTo(new Value.Time(Instant.ofEpochMilli(-5)));
        assertThat(OneField.of(FieldType.Kind.DATE, MAX).finish(values))
                .isEqualTo(new Value.Day(LocalDate.of(1970, 1, 5)));
    }

    @Test
    void shouldBeMissingWithoutValues() {
        for (FieldType type : List.of(
                FieldType.of(FieldType.Kind.LONG),
                FieldType.of(FieldType.Kind.DOUBLE),
                FieldType.of(FieldType.Kind.DATE),
                DECIMAL)) {
            assertThat(OneField.of(type, MIN).finish(List.of("absent"))).isEqualTo(Value.MISSING);
            assertThat(OneField.of(type, MAX).finish(List.of())).isEqualTo(Value.MISSING);
        }
        assertThat(OneField.of(FieldType.Kind.DOUBLE, MAX).finish(List.of(Double.NaN, Double.POSITIVE_INFINITY)))
                .isEqualTo(Value.MISSING);
    }

    @Test
    void shouldReadNegativeZeroAsZero() {
        // Given: what this never writes
        byte[] negative = new byte[9];
        negative[0] = 1;
        negative[8] = (byte) 0x80;

        // When
        Accumulator read = OneField.of(FieldType.Kind.DOUBLE, MAX).read(negative);

        // Then
        assertThat(OneField.bytes(read))
                .isEqualTo(
                        OneField.bytes(OneField.of(FieldType.Kind.DOUBLE, MAX).of(List.of(0.0))));
    }

    @Test
    void shouldRefuseMalformedStates() {
        OneField decimals = OneField.of(DECIMAL, MIN);
        byte[] tooWide = new byte[20];
        tooWide[0] = 1;
        tooWide[1] = 34;
        tooWide[2] = 1;

        assertThatThrownBy(() -> decimals.read(new byte[] {2})).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> decimals.read(new byte[] {1, 0})).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> decimals.read(tooWide)).isInstanceOf(MalformedBytesException.class);
    }
}
