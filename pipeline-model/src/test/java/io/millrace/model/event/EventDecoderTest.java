package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Bytes that have the shape of an event but hold values that no event has. */
class EventDecoderTest {
    private static EventSchema schema(FieldType type, boolean optional) {
        FieldDefinition field = new FieldDefinition(
                "value",
                type,
                "value",
                optional,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return EventSchema.of(
                "acme",
                "one-field",
                new EventDefinition(
                        List.of(field),
                        Optional.empty(),
                        List.of(),
                        Duration.ofHours(1),
                        EventDefinition.UnknownFields.IGNORE));
    }

    private static Event decode(EventSchema schema, Consumer<ByteWriter> value) {
        ByteWriter out = new ByteWriter();
        out.writeByte(0);
        out.writeIntBigEndian(1);
        for (int envelope = 0; envelope < 3; envelope++) {
            out.writeVarLong(envelope);
        }
        value.accept(out);
        Event event = new Event(schema);
        new EventDecoder(schema, schema).decode(out.toByteArray(), event);
        return event;
    }

    private static void assertRefused(FieldType type, Consumer<ByteWriter> value) {
        assertThatThrownBy(() -> decode(schema(type, false), value)).isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void shouldRefuseValuesThatCouldNotBeCountedLater() {
        FieldType decimal = FieldType.decimal(38, 2);
        byte[] wide = new byte[17];
        wide[0] = 1;

        assertRefused(decimal, out -> out.writeLengthPrefixed(new byte[0]));
        assertRefused(decimal, out -> out.writeLengthPrefixed(wide));
        assertRefused(FieldType.of(FieldType.Kind.DOUBLE), out -> out.writeDouble(Double.NaN));
        assertRefused(FieldType.of(FieldType.Kind.DOUBLE), out -> out.writeDouble(Double.POSITIVE_INFINITY));
        assertRefused(FieldType.of(FieldType.Kind.INT), out -> out.writeVarLong(1L << 31));
        assertRefused(FieldType.of(FieldType.Kind.DATE), out -> out.writeVarLong(Long.MIN_VALUE));
        assertRefused(FieldType.of(FieldType.Kind.BOOLEAN), out -> out.writeByte(2));
        assertRefused(FieldType.of(FieldType.Kind.UUID), out -> out.writeLengthPrefixed(new byte[35]));
        assertThatThrownBy(() -> decode(schema(FieldType.of(FieldType.Kind.LONG), true), out -> out.writeVarLong(2)))
                .isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void shouldReadNegativeZeroAsZero() {
        Event event = decode(schema(FieldType.of(FieldType.Kind.DOUBLE), false), out -> out.writeDouble(-0.0));

        assertThat(event.asLong(0)).isZero();
    }

    @Test
    void shouldKeepWhatItWasDecodedFromBesideItsOwn() {
        EventSchema schema = schema(FieldType.of(FieldType.Kind.STRING), false)
                .withComputed(List.of(FieldDefinition.computed("twice", FieldType.of(FieldType.Kind.STRING))));
        Event event = decode(schema, out -> out.writeLengthPrefixed(new byte[] {'a'}));

        event.setString(1, "aa");

        assertThat(event.asString(0)).isEqualTo("a");
        assertThat(event.asString(1)).isEqualTo("aa");
    }
}
