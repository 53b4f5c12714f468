package io.millrace.model.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.value.Value;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GroupCodecTest {
    private static final List<FieldType> TYPES = List.of(
            FieldType.of(FieldType.Kind.STRING),
            FieldType.of(FieldType.Kind.BOOLEAN),
            FieldType.of(FieldType.Kind.INT),
            FieldType.of(FieldType.Kind.LONG),
            FieldType.of(FieldType.Kind.DOUBLE),
            FieldType.decimal(38, 4),
            FieldType.of(FieldType.Kind.TIMESTAMP),
            FieldType.of(FieldType.Kind.DATE),
            FieldType.of(FieldType.Kind.UUID));
    private static final EventSchema SCHEMA = schema();
    private static final GroupCodec CODEC =
            GroupCodec.of(SCHEMA.fields().stream().map(FieldDefinition::name).toList(), SCHEMA);

    private static EventSchema schema() {
        List<FieldDefinition> fields = TYPES.stream()
                .map(type -> new FieldDefinition(
                        "f_" + type.kind().name().toLowerCase(java.util.Locale.ROOT),
                        type,
                        "x",
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
        return EventSchema.of(
                "acme",
                "every-type",
                new EventDefinition(
                        fields,
                        Optional.empty(),
                        List.of(),
                        Duration.ofHours(1),
                        EventDefinition.UnknownFields.IGNORE));
    }

    @Provide
    Arbitrary<List<Value>> groups() {
        Arbitrary<List<Value>> group = Arbitraries.just(List.of());
        for (FieldType type : TYPES) {
            Arbitrary<Value> values = values(type);
            group = Combinators.combine(group, values).as((before, value) -> {
                List<Value> longer = new ArrayList<>(before);
                longer.add(value);
                return longer;
            });
        }
        return group;
    }

    /** Few enough strings that equal ones, prefixes and zeros meet. */
    private static Arbitrary<Value> values(FieldType type) {
        Arbitrary<Long> longs =
                Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE));
        BigInteger most = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
        Arbitrary<? extends Value> values =
                switch (type.kind()) {
                    case STRING ->
                        Arbitraries.strings()
                                .withChars('\0', '\u0001', 'a', 'é', '\uFFFD', '\u07FF')
                                .ofMaxLength(4)
                                .map(text -> new Value.Text(text.replace("é", "\uD83D\uDE00")));
                    case BOOLEAN -> Arbitraries.of(true, false).map(Value.Truth::new);
                    case INT -> Arbitraries.integers().map(number -> new Value.Whole(number));
                    case LONG -> longs.map(Value.Whole::new);
                    case DOUBLE ->
                        Arbitraries.oneOf(
                                        longs.map(Double::longBitsToDouble).filter(Double::isFinite),
                                        Arbitraries.of(0.0, -0.0, 1.0, -1.0, Double.MIN_VALUE, -Double.MAX_VALUE))
                                .map(Value.Real::new);
                    case DECIMAL ->
                        Arbitraries.oneOf(
                                        Arbitraries.bigIntegers().between(most.negate(), most),
                                        Arbitraries.of(most, most.negate(), BigInteger.ZERO, BigInteger.ONE.negate()))
                                .map(unscaled -> new Value.Exact(new BigDecimal(unscaled, type.scale())));
                    case TIMESTAMP -> longs.map(Instant::ofEpochMilli).map(Value.Time::new);
                    case DATE -> Arbitraries.integers().map(day -> new Value.Day(LocalDate.ofEpochDay(day)));
                    case UUID -> longs.flatMap(high -> longs.map(low -> new Value.Identifier(new UUID(high, low))));
                };
        Arbitrary<Value> some = values.map(value -> value);
        return some.injectNull(0.2).map(value -> value == null ? Value.MISSING : value);
    }

    private static Event event(List<Value> group) {
        Event event = new Event(SCHEMA);
        for (int field = 0; field < group.size(); field++) {
            Value value = group.get(field);
            if (value instanceof Value.Text text) {
                event.setString(field, text.value());
            } else if (value instanceof Value.Truth truth) {
                event.setLong(field, truth.value() ? 1 : 0);
            } else if (value instanceof Value.Whole whole) {
                event.setLong(field, whole.value());
            } else if (value instanceof Value.Real real) {
                event.setDouble(field, real.value());
            } else if (value instanceof Value.Exact exact) {
                byte[] unscaled = exact.value().unscaledValue().toByteArray();
                event.setSlice(field, unscaled, 0, unscaled.length);
            } else if (value instanceof Value.Time time) {
                event.setLong(field, time.value().toEpochMilli());
            } else if (value instanceof Value.Day day) {
                event.setLong(field, day.value().toEpochDay());
            } else if (value instanceof Value.Identifier identifier) {
                event.setString(field, identifier.value().toString());
            }
        }
        return event;
    }

    private static GroupKey key(List<Value> group) {
        ByteWriter out = new ByteWriter();
        CODEC.encode(event(group), out);
        return new GroupKey(out.toByteArray());
    }

    /** The order that {@link GroupCodec} promises, said in terms of values. */
    private static int compare(Value one, Value other) {
        if (one instanceof Value.Missing || other instanceof Value.Missing) {
            return Boolean.compare(!(one instanceof Value.Missing), !(other instanceof Value.Missing));
        } else if (one instanceof Value.Text text) {
            return Arrays.compare(
                    text.value().codePoints().toArray(),
                    ((Value.Text) other).value().codePoints().toArray());
        } else if (one instanceof Value.Truth truth) {
            return Boolean.compare(truth.value(), ((Value.Truth) other).value());
        } else if (one instanceof Value.Whole whole) {
            return Long.compare(whole.value(), ((Value.Whole) other).value());
        } else if (one instanceof Value.Real real) {
            return Double.compare(real.value(), ((Value.Real) other).value());
        } else if (one instanceof Value.Exact exact) {
            return exact.value().compareTo(((Value.Exact) other).value());
        } else if (one instanceof Value.Time time) {
            return time.value().compareTo(((Value.Time) other).value());
        } else if (one instanceof Value.Day day) {
            return day.value().compareTo(((Value.Day) other).value());
        }
        return ((Value.Identifier) one)
                .value()
                .toString()
                .compareTo(((Value.Identifier) other).value().toString());
    }

    @Property
    void shouldReadBackWhatItWrote(@ForAll("groups") List<Value> group) {
        assertThat(CODEC.decode(key(group))).isEqualTo(group);
    }

    @Property
    void shouldSplitIntoTheBytesOfEachValue(@ForAll("groups") List<Value> group) {
        // When
        List<byte[]> slices = CODEC.split(key(group));

        // Then
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int dimension = 0; dimension < slices.size(); dimension++) {
            assertThat(slices.get(dimension)).isEqualTo(CODEC.encodeValue(dimension, group.get(dimension)));
            joined.writeBytes(slices.get(dimension));
        }
        assertThat(joined.toByteArray()).isEqualTo(key(group).bytes());
    }

    @Property
    void shouldOrderBytesAsValues(@ForAll("groups") List<Value> one, @ForAll("groups") List<Value> other) {
        for (int dimension = 0; dimension < TYPES.size(); dimension++) {
            int bytes = Arrays.compareUnsigned(
                    CODEC.encodeValue(dimension, one.get(dimension)),
                    CODEC.encodeValue(dimension, other.get(dimension)));
            assertThat(Integer.signum(bytes))
                    .isEqualTo(Integer.signum(compare(one.get(dimension), other.get(dimension))));
        }
    }

    @Property
    void shouldOrderGroupsDimensionByDimension(@ForAll("groups") List<Value> one, @ForAll("groups") List<Value> other) {
        // Given: two groups that often share their first dimensions
        List<Value> sharing = new ArrayList<>(other);
        int shared = Math.floorMod(one.hashCode(), TYPES.size() + 1);
        for (int dimension = 0; dimension < shared; dimension++) {
            sharing.set(dimension, one.get(dimension));
        }

        // When
        int order = Integer.signum(key(one).compareTo(key(sharing)));

        // Then
        int expected = 0;
        for (int dimension = 0; dimension < TYPES.size() && expected == 0; dimension++) {
            expected = Integer.signum(compare(one.get(dimension), sharing.get(dimension)));
        }
        assertThat(order).isEqualTo(expected);
        assertThat(key(one).equals(key(sharing))).isEqualTo(order == 0);
    }

    @Test
    void shouldPutStringsInOrderWhateverZerosTheyHold() {
        int text = 0;
        List<byte[]> ordered = List.of(
                CODEC.encodeValue(text, Value.MISSING),
                CODEC.encodeValue(text, new Value.Text("")),
                CODEC.encodeValue(text, new Value.Text("\0")),
                CODEC.encodeValue(text, new Value.Text("\0\0")),
                CODEC.encodeValue(text, new Value.Text("\0a")),
                CODEC.encodeValue(text, new Value.Text("\u0001")),
                CODEC.encodeValue(text, new Value.Text("a")),
                CODEC.encodeValue(text, new Value.Text("a\0")),
                CODEC.encodeValue(text, new Value.Text("a\0b")),
                CODEC.encodeValue(text, new Value.Text("aa")));

        assertThat(ordered).isSortedAccordingTo(Arrays::compareUnsigned).doesNotHaveDuplicates();
        assertThat(ordered.get(7)).isEqualTo(new byte[] {1, 'a', 0, (byte) 0xFF, 0, 0});
    }

    @Test
    void shouldGiveEqualDecimalsEqualBytesHoweverTheyAreWritten() {
        // Given: an event whose decimal has bytes that only repeat its sign
        int decimal = 5;
        byte[] padded = new byte[20];
        padded[19] = 7;
        Event event = new Event(SCHEMA);
        event.setSlice(decimal, padded, 0, padded.length);
        ByteWriter out = new ByteWriter();
        CODEC.encode(event, out);

        // Then
        byte[] written = CODEC.split(new GroupKey(out.toByteArray())).get(decimal);
        assertThat(written).isEqualTo(CODEC.encodeValue(decimal, new Value.Exact(new BigDecimal("0.0007"))));
        assertThat(CODEC.encodeValue(decimal, new Value.Exact(new BigDecimal("1.5"))))
                .isEqualTo(CODEC.encodeValue(decimal, new Value.Exact(new BigDecimal("1.500000"))));
    }

    @Test
    void shouldRefuseValuesThatADimensionCanNotHave() {
        int text = 0;
        int whole = 3;
        int decimal = 5;

        assertThatThrownBy(() -> CODEC.encodeValue(whole, new Value.Text("3")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CODEC.encodeValue(text, new Value.Whole(3)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CODEC.encodeValue(decimal, new Value.Exact(new BigDecimal("0.00001"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CODEC.encodeValue(decimal, new Value.Exact(new BigDecimal("1e34"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GroupCodec.of(List.of("nowhere"), SCHEMA))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseBytesThatAreNoGroup() {
        GroupKey group = key(TYPES.stream().map(type -> (Value) Value.MISSING).toList());
        GroupCodec text = GroupCodec.of(List.of("f_string"), SCHEMA);
        GroupCodec real = GroupCodec.of(List.of("f_double"), SCHEMA);
        GroupCodec identifier = GroupCodec.of(List.of("f_uuid"), SCHEMA);

        for (int length = 0; length < group.bytes().length; length++) {
            GroupKey cut = new GroupKey(Arrays.copyOf(group.bytes(), length));
            assertThatThrownBy(() -> CODEC.decode(cut)).isInstanceOf(MalformedBytesException.class);
            assertThatThrownBy(() -> CODEC.split(cut)).isInstanceOf(MalformedBytesException.class);
        }
        // too long; not a flag; an escape of nothing; no end; NaN; no uuid
        assertMalformed(text, 0, 0);
        assertMalformed(text, 2, 0, 0);
        assertMalformed(text, 1, 0, 1, 0, 0);
        assertMalformed(text, 1, 'a', 0);
        assertMalformed(real, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        assertMalformed(identifier, 1, 'x', 0, 0);
    }

    private static void assertMalformed(GroupCodec codec, int... bytes) {
        ByteWriter group = new ByteWriter();
        for (int value : bytes) {
            group.writeByte(value);
        }
        assertThatThrownBy(() -> codec.decode(new GroupKey(group.toByteArray())))
                .isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void shouldSortKeysByTheirBytesAsUnsigned() {
        GroupKey small = new GroupKey(new byte[] {0x7F});
        GroupKey great = new GroupKey(new byte[] {(byte) 0x80});

        assertThat(List.of(small, great)).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(new GroupKey("ab".getBytes(StandardCharsets.UTF_8))).hasToString("6162");
    }
}
