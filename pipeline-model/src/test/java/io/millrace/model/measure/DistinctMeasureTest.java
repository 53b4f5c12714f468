package io.millrace.model.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.FieldType;
import io.millrace.model.value.Value;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctMeasureTest {
    private static final FieldType LONG = FieldType.of(FieldType.Kind.LONG);
    private static final FieldType STRING = FieldType.of(FieldType.Kind.STRING);

    @ParameterizedTest
    @CsvSource({
        "'', EF46DB3751D8E999",
        "a, D24EC4F1A98C6E5B",
        "abc, 44BC2CF5AD770999",
        "Nobody inspects the spammish repetition, FBCEA83C8A378BF1"
    })
    void shouldHashAsXxh64(String text, String expected) {
        byte[] padded = (".." + text + "..").getBytes(StandardCharsets.UTF_8);

        assertThat(Hash64.of(padded, 2, padded.length - 4)).isEqualTo(Long.parseUnsignedLong(expected, 16));
    }

    @Property
    void shouldHashNumbersAsTheirBytes(@ForAll long high, @ForAll long low) {
        ByteWriter bytes = new ByteWriter();
        bytes.writeLongBigEndian(Long.reverseBytes(low));
        bytes.writeLongBigEndian(Long.reverseBytes(high));

        assertThat(Hash64.of(low)).isEqualTo(Hash64.of(bytes.array(), 0, 8));
        assertThat(Hash64.of(high, low)).isEqualTo(Hash64.of(bytes.array(), 0, 16));
    }

    @Property(tries = 200)
    void shouldBeExactForFewValues(@ForAll @Size(max = 256) List<Short> values) {
        List<Long> longs = values.stream().map(Short::longValue).toList();

        assertThat(OneField.ofDistinct(LONG, 12).finish(longs))
                .isEqualTo(new Value.Whole(new HashSet<>(values).size()));
    }

    @Test
    void shouldCountAnyTypeOfField() {
        UUID uuid = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");

        assertCounts(FieldType.Kind.BOOLEAN, 2, List.of(true, false, true));
        assertCounts(FieldType.Kind.INT, 2, List.of(1, 2, 1));
        assertCounts(FieldType.Kind.DOUBLE, 2, List.of(0.0, -0.0, 1.5));
        assertCounts(FieldType.Kind.TIMESTAMP, 1, List.of(5L, 5L));
        assertCounts(FieldType.Kind.DATE, 2, List.of(5, 6));
        assertCounts(FieldType.Kind.STRING, 3, List.of("", "a", "b", "a", "absent"));
        assertCounts(FieldType.Kind.UUID, 2, List.of(uuid, uuid, new UUID(0, 0)));
        assertThat(OneField.ofDistinct(FieldType.decimal(30, 2), 12)
                        .finish(List.of(
                                BigInteger.ONE, BigInteger.TEN.pow(29), BigInteger.TEN.pow(29), BigInteger.TEN)))
                .isEqualTo(new Value.Whole(3));
        assertThat(OneField.ofDistinct(LONG, 12).finish(List.of())).isEqualTo(new Value.Whole(0));
    }

    private static void assertCounts(FieldType.Kind kind, int expected, List<?> values) {
        assertThat(OneField.ofDistinct(FieldType.of(kind), 12).finish(values)).isEqualTo(new Value.Whole(expected));
    }

    /** 300 sets of each size: the root of the mean squared error is near the one promised, and the mean is not off. */
    @ParameterizedTest
    @ValueSource(ints = {300, 1_000, 3_000, 10_000, 40_000})
    void shouldHaveTheErrorPromised(int size) {
        // Given
        int precision = 10;
        int sets = 300;
        double promised = 1.04 / Math.sqrt(1 << precision);

        // When
        double[] errors = IntStream.range(0, sets)
                .mapToDouble(set -> {
                    Registers registers = new Registers(precision);
                    LongStream.range(0, size).forEach(value -> registers.add(Hash64.of(set, value)));
                    return (double) registers.estimate() / size - 1;
                })
                .toArray();

        // Then
        double mean = Arrays.stream(errors).average().orElseThrow();
        double spread = Math.sqrt(
                Arrays.stream(errors).map(error -> error * error).average().orElseThrow());
        assertThat(mean).isCloseTo(0, within(4 * promised / Math.sqrt(sets)));
        assertThat(spread).isLessThan(1.15 * promised);
    }

    @ParameterizedTest
    @CsvSource({"4, 16", "8, 16", "12, 256", "14, 1024"})
    void shouldGoOnWithRegistersBehindTheExactLimit(int precision, int limit) {
        OneField field = OneField.ofDistinct(LONG, precision);
        List<Long> values = LongStream.rangeClosed(0, limit).boxed().toList();

        Accumulator exact = field.of(values.subList(0, limit));
        Accumulator approximate = field.of(values);

        assertThat(exact.finish()).isEqualTo(new Value.Whole(limit));
        assertThat(OneField.bytes(exact)[0]).isNotZero();
        assertThat(OneField.bytes(approximate)).hasSize(1 + (6 << precision) / 8);
        double found = ((Value.Whole) approximate.finish()).value();
        assertThat(found / (limit + 1)).isCloseTo(1, within(3 * 1.04 / Math.sqrt(1 << precision)));
    }

    @Test
    void shouldReadRegistersThatAreFull() {
        // Given: registers at their greatest, which no real set reaches
        int precision = 4;
        byte[] full = new byte[1 + 12];
        ByteWriter out = new ByteWriter();
        out.writeByte(0);
        for (int register = 0; register < 4; register++) {
            int position = 61;
            int four = position << 18 | position << 12 | position << 6 | position;
            out.writeByte(four >> 16);
            out.writeByte(four >> 8);
            out.writeByte(four);
        }
        System.arraycopy(out.array(), 0, full, 0, full.length);

        // When
        Accumulator read = OneField.ofDistinct(STRING, precision).read(full);

        // Then
        assertThat(OneField.bytes(read)).isEqualTo(full);
        assertThat(((Value.Whole) read.finish()).value()).isPositive();
    }

    @Test
    void shouldRefuseWhatItNeverWrites() {
        OneField field = OneField.ofDistinct(STRING, 4);

        assertThatThrownBy(() -> field.read(new byte[] {0, 1, 2})).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> field.read(new byte[] {0, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessage("a register of 63");
        assertThatThrownBy(() -> field.read(new byte[] {18}))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("17 hashes");
        assertThatThrownBy(() -> field.read(new byte[9])).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> field.read(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 0}))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessage("a hash of zero");
    }
}
