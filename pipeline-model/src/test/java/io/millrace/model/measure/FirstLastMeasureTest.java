package io.millrace.model.measure;

import static io.millrace.model.definition.MeasureDefinition.Type.FIRST;
import static io.millrace.model.definition.MeasureDefinition.Type.LAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.EventId;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FirstLastMeasureTest {
    private static final EventId ID = new EventId(1, 1);

    private static OneField.Stamped at(long time, Object value) {
        return new OneField.Stamped(value, time, ID);
    }

    @Test
    void shouldGoByEventTimeAndNotByArrival() {
        // Given
        List<OneField.Stamped> values = List.of(at(2, 20L), at(-1, 10L), at(3, 30L), at(0, 15L));

        assertThat(OneField.of(FieldType.Kind.LONG, FIRST).finish(values)).isEqualTo(new Value.Whole(10));
        assertThat(OneField.of(FieldType.Kind.LONG, LAST).finish(values)).isEqualTo(new Value.Whole(30));
    }

    @Test
    void shouldBreakTiesByTheUnsignedId() {
        // Given: at one time, ids from least to greatest
        List<OneField.Stamped> values = List.of(
                new OneField.Stamped(3L, 5, new EventId(-1, 0)),
                new OneField.Stamped(1L, 5, new EventId(1, -1)),
                new OneField.Stamped(0L, 5, new EventId(1, 7)),
                new OneField.Stamped(2L, 5, new EventId(2, 0)));

        assertThat(OneField.of(FieldType.Kind.LONG, FIRST).finish(values)).isEqualTo(new Value.Whole(0));
        assertThat(OneField.of(FieldType.Kind.LONG, LAST).finish(values)).isEqualTo(new Value.Whole(3));
    }

    @Test
    void shouldSkipEventsWithoutAValue() {
        List<OneField.Stamped> values = List.of(at(1, "absent"), at(2, "b"), at(3, "a"), at(4, "absent"));

        assertThat(OneField.of(FieldType.Kind.STRING, FIRST).finish(values)).isEqualTo(new Value.Text("b"));
        assertThat(OneField.of(FieldType.Kind.STRING, LAST).finish(values)).isEqualTo(new Value.Text("a"));
        assertThat(OneField.of(FieldType.Kind.STRING, LAST).finish(values.subList(0, 1)))
                .isEqualTo(Value.MISSING);
    }

    static Stream<Arguments> types() {
        UUID uuid = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        return Stream.of(
                Arguments.of(FieldType.of(FieldType.Kind.STRING), "ñ \"1\"", new Value.Text("ñ \"1\"")),
                Arguments.of(FieldType.of(FieldType.Kind.STRING), "", new Value.Text("")),
                Arguments.of(FieldType.of(FieldType.Kind.BOOLEAN), true, new Value.Truth(true)),
                Arguments.of(FieldType.of(FieldType.Kind.INT), -7, new Value.Whole(-7)),
                Arguments.of(FieldType.of(FieldType.Kind.LONG), Long.MIN_VALUE, new Value.Whole(Long.MIN_VALUE)),
                Arguments.of(FieldType.of(FieldType.Kind.DOUBLE), -0.1, new Value.Real(-0.1)),
                Arguments.of(
                        FieldType.decimal(10, 2), BigInteger.valueOf(-5), new Value.Exact(new BigDecimal("-0.05"))),
                Arguments.of(FieldType.of(FieldType.Kind.TIMESTAMP), 1L, new Value.Time(Instant.ofEpochMilli(1))),
                Arguments.of(FieldType.of(FieldType.Kind.DATE), 1, new Value.Day(LocalDate.of(1970, 1, 2))),
                Arguments.of(FieldType.of(FieldType.Kind.UUID), uuid, new Value.Identifier(uuid)));
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldKeepTheTypeOfTheFieldThroughBytes(FieldType type, Object value, Value expected) {
        // Given
        OneField field = OneField.of(type, LAST);
        Accumulator accumulator = field.of(List.of(at(1, value)));

        // When
        Accumulator read = field.read(OneField.bytes(accumulator));

        // Then
        assertThat(accumulator.finish()).isEqualTo(expected);
        assertThat(read.finish()).isEqualTo(expected);
    }

    @Test
    void shouldReadWrittenDecimalsOfAnyLengthAsTheSame() {
        // Given: the same number, once with bytes that only repeat the sign
        OneField field = OneField.of(FieldType.decimal(10, 2), FIRST);
        Accumulator accumulator = field.measure().create();
        var event = field.event(BigInteger.ONE);
        event.clear();
        event.setSlice(0, new byte[] {0, 0, 1}, 0, 3);
        event.setEnvelope(1, 0, 0);
        event.setId(ID);

        // When
        accumulator.add(event);

        // Then
        assertThat(OneField.bytes(accumulator)).isEqualTo(OneField.bytes(field.of(List.of(at(1, BigInteger.ONE)))));
    }

    @Test
    void shouldRefuseWhatItNeverWrites() {
        ByteWriter infinite = new ByteWriter();
        infinite.writeByte(1);
        infinite.writeVarLong(1);
        infinite.writeLongBigEndian(1);
        infinite.writeLongBigEndian(1);
        infinite.writeDouble(Double.POSITIVE_INFINITY);

        assertThatThrownBy(() -> OneField.of(FieldType.Kind.DOUBLE, LAST).read(infinite.toByteArray()))
                .isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> OneField.of(FieldType.Kind.DOUBLE, LAST).read(new byte[] {2}))
                .isInstanceOf(MalformedBytesException.class);
    }
}
