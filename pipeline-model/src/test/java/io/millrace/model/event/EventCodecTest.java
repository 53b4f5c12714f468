package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.value.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private static FieldDefinition field(String name, FieldType type, boolean optional) {
        return new FieldDefinition(
                name,
                type,
                name,
                optional,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static EventSchema schema(FieldDefinition... fields) {
        return EventSchema.of(
                "acme-1",
                "gpon",
                new EventDefinition(
                        List.of(fields),
                        Optional.empty(),
                        List.of(),
                        Duration.ofHours(1),
                        EventDefinition.UnknownFields.IGNORE));
    }

    private static final EventSchema ALL_KINDS = schema(
            field("a", FieldType.of(Kind.STRING), false),
            field("b", FieldType.of(Kind.STRING), true),
            field("c", FieldType.of(Kind.BOOLEAN), false),
            field("d", FieldType.of(Kind.BOOLEAN), true),
            field("e", FieldType.of(Kind.INT), true),
            field("f", FieldType.of(Kind.LONG), false),
            field("g", FieldType.of(Kind.DOUBLE), false),
            field("h", FieldType.of(Kind.DOUBLE), true),
            field("i", FieldType.decimal(38, 6), false),
            field("j", FieldType.decimal(10, 2), true),
            field("k", FieldType.of(Kind.TIMESTAMP), true),
            field("l", FieldType.of(Kind.DATE), true),
            field("m", FieldType.of(Kind.UUID), false),
            field("n", FieldType.of(Kind.UUID), true));

    private static void fill(Event event, Random random) {
        event.clear();
        event.setEnvelope(random.nextLong(), random.nextInt(), random.nextInt(1000));
        EventSchema schema = event.schema();
        for (int field = 0; field < schema.size(); field++) {
            if (schema.isOptional(field) && random.nextBoolean()) {
                continue;
            }
            switch (schema.kind(field)) {
                case STRING -> event.setString(field, "ä€😀\0x".repeat(random.nextInt(40)));
                case BOOLEAN -> event.setLong(field, random.nextInt(2));
                case INT, DATE -> event.setLong(field, random.nextInt());
                case LONG, TIMESTAMP -> event.setLong(field, random.nextLong() >> random.nextInt(64));
                case DOUBLE -> event.setDouble(field, random.nextGaussian());
                case DECIMAL -> {
                    byte[] unscaled =
                            new BigInteger(random.nextInt(30), random).negate().toByteArray();
                    event.setSlice(field, unscaled, 0, unscaled.length);
                }
                case UUID -> event.setString(field, new UUID(random.nextLong(), random.nextLong()).toString());
            }
        }
    }

    private static byte[] encode(Event event) {
        ByteWriter out = new ByteWriter();
        EventEncoder.encode(event, 0x01020304, out);
        return out.toByteArray();
    }

    private static GenericRecord record(Event event) {
        EventSchema schema = event.schema();
        GenericRecord record = new GenericData.Record(schema.avro());
        record.put(EventSchema.EVENT_TIME, event.eventTime());
        record.put(EventSchema.ACCEPTED_AT, event.acceptedAt());
        record.put(EventSchema.DEFINITIONS_OFFSET, event.definitionsOffset());
        for (int field = 0; field < schema.size(); field++) {
            if (event.isPresent(field)) {
                record.put(
                        schema.field(field).name(),
                        switch (schema.kind(field)) {
                            case STRING, UUID -> event.asString(field);
                            case BOOLEAN -> event.asLong(field) == 1;
                            case INT, DATE -> (int) event.asLong(field);
                            case LONG, TIMESTAMP -> event.asLong(field);
                            case DOUBLE -> event.asDouble(field);
                            case DECIMAL ->
                                ByteBuffer.wrap(event.asUnscaled(field).toByteArray());
                        });
            }
        }
        return record;
    }

    @Property(tries = 300)
    void shouldWriteTheBytesThatAvroWrites(@ForAll Random random) throws IOException {
        Event event = new Event(ALL_KINDS);
        fill(event, random);
        ByteArrayOutputStream avro = new ByteArrayOutputStream();
        avro.write(new byte[] {0, 1, 2, 3, 4});
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(avro, null);
        new GenericDatumWriter<GenericRecord>(ALL_KINDS.avro()).write(record(event), encoder);

        assertThat(encode(event)).isEqualTo(avro.toByteArray());
    }

    @Property(tries = 300)
    void shouldWriteWhatAvroReads(@ForAll Random random) throws IOException {
        Event event = new Event(ALL_KINDS);
        fill(event, random);
        byte[] encoded = encode(event);
        int header = EventEncoder.HEADER_LENGTH;
        GenericRecord read = new GenericDatumReader<GenericRecord>(ALL_KINDS.avro())
                .read(null, DecoderFactory.get().binaryDecoder(encoded, header, encoded.length - header, null));

        assertThat(read).hasToString(record(event).toString());
    }

    @Property(tries = 300)
    void shouldReadBackWhatItWrote(@ForAll Random random) {
        Event event = new Event(ALL_KINDS);
        fill(event, random);
        byte[] encoded = encode(event);
        Event read = new Event(ALL_KINDS);
        fill(read, random);
        new EventDecoder(ALL_KINDS, ALL_KINDS).decode(encoded, read);

        assertThat(EventDecoder.schemaId(encoded)).isEqualTo(0x01020304);
        assertThat(read.eventTime()).isEqualTo(event.eventTime());
        assertThat(read.acceptedAt()).isEqualTo(event.acceptedAt());
        assertThat(read.definitionsOffset()).isEqualTo(event.definitionsOffset());
        for (int field = 0; field < ALL_KINDS.size(); field++) {
            assertThat(read.value(field)).isEqualTo(event.value(field));
        }
        assertThat(encode(read)).isEqualTo(encoded);
    }

    @Test
    void shouldShowEachKindAsItIs() {
        Event event = new Event(ALL_KINDS);
        event.setString(0, "a");
        event.setLong(2, 1);
        event.setLong(5, -5);
        event.setDouble(6, -0.0);
        byte[] unscaled = BigInteger.valueOf(-1_500_000).toByteArray();
        event.setSlice(8, unscaled, 0, unscaled.length);
        event.setLong(10, 1_564_630_713_000L);
        event.setLong(11, 18_109);
        event.setString(12, "6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        assertThat(Arrays.asList(
                        event.value(0),
                        event.value(1),
                        event.value(2),
                        event.value(5),
                        event.value(6),
                        event.value(8),
                        event.value(10),
                        event.value(11),
                        event.value(12)))
                .containsExactly(
                        new Value.Text("a"),
                        Value.MISSING,
                        new Value.Truth(true),
                        new Value.Whole(-5),
                        new Value.Real(0.0),
                        new Value.Exact(new BigDecimal("-1.500000")),
                        new Value.Time(Instant.parse("2019-08-01T03:38:33Z")),
                        new Value.Day(LocalDate.of(2019, 8, 1)),
                        new Value.Identifier(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8")));
    }

    @Test
    void shouldReadEventsOfAnOlderAndANewerDefinition() {
        FieldDefinition kept = field("kept", FieldType.of(Kind.LONG), false);
        FieldDefinition name = field("name", FieldType.of(Kind.STRING), false);
        FieldDefinition gone = field("gone", FieldType.of(Kind.STRING), true);
        FieldDefinition goneNumber = field("gone_number", FieldType.of(Kind.DOUBLE), false);
        FieldDefinition added = field("added", FieldType.of(Kind.STRING), true);
        EventSchema writer = schema(gone, kept, goneNumber, name);
        EventSchema reader = schema(name, added, kept);
        Event written = new Event(writer);
        written.setEnvelope(1, 2, 3);
        written.setString(0, "gone");
        written.setLong(1, 42);
        written.setDouble(2, 0.5);
        written.setString(3, "ä");

        Event read = new Event(reader);
        read.setString(1, "left over");
        new EventDecoder(writer, reader).decode(encode(written), read);

        assertThat(read.eventTime()).isEqualTo(1);
        assertThat(read.asString(0)).isEqualTo("ä");
        assertThat(read.isPresent(1)).isFalse();
        assertThat(read.asLong(2)).isEqualTo(42);
    }

    @Test
    void shouldReadWhatWasRequiredAsOptionalAndTheOtherWay() {
        EventSchema required = schema(field("a", FieldType.of(Kind.LONG), false));
        EventSchema optional = schema(field("a", FieldType.of(Kind.LONG), true));
        Event written = new Event(required);
        written.setLong(0, 7);
        Event writtenOptional = new Event(optional);
        writtenOptional.setLong(0, 8);
        Event read = new Event(optional);
        Event readRequired = new Event(required);

        new EventDecoder(required, optional).decode(encode(written), read);
        new EventDecoder(optional, required).decode(encode(writtenOptional), readRequired);

        assertThat(read.asLong(0)).isEqualTo(7);
        assertThat(readRequired.asLong(0)).isEqualTo(8);
    }

    @Test
    void shouldRefuseAFieldThatChangedItsType() {
        EventSchema writer = schema(field("a", FieldType.of(Kind.LONG), false));
        EventSchema reader = schema(field("a", FieldType.of(Kind.STRING), false));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventDecoder(writer, reader))
                .withMessageContaining("a changed its type");
    }

    @Test
    void shouldRefuseARequiredFieldWithoutAValue() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> encode(new Event(ALL_KINDS)))
                .withMessage("no value for a");
    }

    @Property(tries = 300)
    void shouldRefuseBytesThatAreCutOffOrGoOn(@ForAll Random random) {
        Event event = new Event(ALL_KINDS);
        fill(event, random);
        byte[] encoded = encode(event);
        EventDecoder decoder = new EventDecoder(ALL_KINDS, ALL_KINDS);
        byte[] cut = Arrays.copyOf(encoded, random.nextInt(encoded.length));
        byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);

        assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(() -> decoder.decode(cut, event));
        assertThatExceptionOfType(MalformedBytesException.class).isThrownBy(() -> decoder.decode(longer, event));
    }

    @Test
    void shouldRefuseBytesWithoutAHeader() {
        assertThatExceptionOfType(MalformedBytesException.class)
                .isThrownBy(() -> EventDecoder.schemaId(new byte[] {1, 0, 0, 0, 0}));
        assertThatExceptionOfType(MalformedBytesException.class)
                .isThrownBy(() -> EventDecoder.schemaId(new byte[] {0, 0, 0, 0}));
    }
}
