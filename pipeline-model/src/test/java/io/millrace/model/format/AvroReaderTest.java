package io.millrace.model.format;

import static io.millrace.model.format.Definitions.events;
import static io.millrace.model.format.Definitions.field;
import static io.millrace.model.format.Definitions.optional;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroReaderTest {
    private static final Schema NAMED_SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Named", "fields": [
              {"name": "name", "type": ["null", "string"]},
              {"name": "count", "type": ["null", "long"]}
            ]}""");
    private static final EventDefinition NAMED =
            events(field("name", Kind.STRING), optional(field("count", Kind.LONG)));

    private static GenericRecord named(@Nullable String name, @Nullable Long count) {
        return new GenericRecordBuilder(NAMED_SCHEMA)
                .set("name", name)
                .set("count", count)
                .build();
    }

    private static byte[] file(Schema schema, CodecFactory codec, int syncInterval, GenericRecord... records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))
                .setCodec(codec)
                .setSyncInterval(syncInterval)) {
            writer.create(schema, out, "0123456789abcdef".getBytes(UTF_8));
            for (GenericRecord record : records) {
                writer.append(record);
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return out.toByteArray();
    }

    private static byte[] file(GenericRecord... records) {
        return file(records[0].getSchema(), CodecFactory.nullCodec(), 64_000, records);
    }

    private static GenericRecord only(String type, Object value) {
        Schema schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Only\",\"fields\":[{\"name\":\"x\",\"type\":" + type + "}]}");
        return new GenericRecordBuilder(schema).set("x", value).build();
    }

    private static List<String> read(FieldType type, GenericRecord record) {
        return new Bodies(EventFormat.AVRO, events(field("x", type))).read(file(record));
    }

    @ParameterizedTest
    @CsvSource({
        "null,      7, 64000",
        "deflate,   7, 64000",
        "snappy,    7, 64000",
        "zstandard, 7, 64000",
        "null,      1, 32",
        "deflate,   1, 32",
    })
    void shouldReadWhatAvroWrites(String codec, int chunk, int syncInterval) {
        // Given
        byte[] file = file(
                NAMED_SCHEMA,
                CodecFactory.fromString(codec),
                syncInterval,
                named("a", 1L),
                named(null, 2L),
                named("ü".repeat(40), null),
                named("", -9_007_199_254_740_993L));

        // When
        List<String> records =
                new Bodies(EventFormat.AVRO, NAMED).inChunksOf(chunk).read(file);

        // Then
        assertThat(records)
                .containsExactly(
                        "0@-1 a|1",
                        "1@-1 missing-field name",
                        "2@-1 " + "ü".repeat(40) + "|null",
                        "3@-1 |-9007199254740993");
    }

    @Test
    void shouldReadNothingFromAFileWithoutRecords() {
        assertThat(new Bodies(EventFormat.AVRO, NAMED).read(file(NAMED_SCHEMA, CodecFactory.nullCodec(), 64_000)))
                .isEmpty();
    }

    @Test
    void shouldReadEveryTypeByTheRulesOfJson() {
        assertThat(read(FieldType.of(Kind.INT), only("\"int\"", -3))).containsExactly("0@-1 -3");
        assertThat(read(FieldType.of(Kind.LONG), only("\"double\"", 3.0))).containsExactly("0@-1 3");
        assertThat(read(FieldType.of(Kind.LONG), only("\"double\"", 3.5))).containsExactly("0@-1 not-an-integer x");
        assertThat(read(FieldType.of(Kind.LONG), only("\"string\"", "12"))).containsExactly("0@-1 12");
        assertThat(read(FieldType.of(Kind.DOUBLE), only("\"float\"", 0.1f))).containsExactly("0@-1 0.1");
        assertThat(read(FieldType.of(Kind.DOUBLE), only("\"double\"", Double.NaN)))
                .containsExactly("0@-1 not-a-number x");
        assertThat(read(FieldType.of(Kind.BOOLEAN), only("\"boolean\"", true))).containsExactly("0@-1 true");
        assertThat(read(FieldType.of(Kind.LONG), only("\"boolean\"", true))).containsExactly("0@-1 not-a-number x");
        assertThat(read(FieldType.of(Kind.STRING), only("\"long\"", 5L))).containsExactly("0@-1 not-a-string x");
        assertThat(read(FieldType.of(Kind.LONG), only("{\"type\":\"array\",\"items\":\"long\"}", List.of(1L))))
                .containsExactly("0@-1 wrong-type x");
    }

    @Test
    void shouldReadLogicalTypes() {
        String decimal = "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":10,\"scale\":2}";
        ByteBuffer price =
                ByteBuffer.wrap(new BigDecimal("-12.30").unscaledValue().toByteArray());

        assertThat(read(FieldType.of(Kind.DATE), only("{\"type\":\"int\",\"logicalType\":\"date\"}", 20_455)))
                .containsExactly("0@-1 2026-01-02");
        assertThat(read(
                        FieldType.of(Kind.TIMESTAMP),
                        only("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}", 1_767_323_045_678L)))
                .containsExactly("0@-1 2026-01-02T03:04:05.678Z");
        assertThat(read(
                        FieldType.of(Kind.TIMESTAMP),
                        only("{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}", 1_767_323_045_678_901L)))
                .containsExactly("0@-1 2026-01-02T03:04:05.678Z");
        assertThat(read(
                        FieldType.of(Kind.UUID),
                        only("{\"type\":\"string\",\"logicalType\":\"uuid\"}", "6BA7B810-9dad-11d1-80b4-00c04fd430c8")))
                .containsExactly("0@-1 6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        assertThat(read(FieldType.decimal(10, 2), only(decimal, price))).containsExactly("0@-1 -12.30");
        assertThat(read(FieldType.decimal(10, 1), only(decimal, price.duplicate())))
                .containsExactly("0@-1 -12.3");
    }

    @Test
    void shouldTakeBytesWithoutMeaningForAStringOnly() {
        // Which is 1234 in Base64.
        GenericRecord bytes = only("\"bytes\"", ByteBuffer.wrap(new byte[] {(byte) 0xD7, 0x6D, (byte) 0xF8}));

        assertThat(read(FieldType.of(Kind.STRING), bytes)).containsExactly("0@-1 1234");
        assertThat(read(FieldType.of(Kind.LONG), bytes)).containsExactly("0@-1 wrong-type x");
    }

    @Test
    void shouldFindValuesByPath() {
        // Given
        Schema schema = new Schema.Parser().parse("""
                {"type": "record", "name": "Outer", "fields": [
                  {"name": "before", "type": {"type": "map", "values": "string"}},
                  {"name": "device", "type": {"type": "record", "name": "Device", "fields": [
                    {"name": "tags", "type": {"type": "array", "items": "string"}}]}},
                  {"name": "speeds", "type": {"type": "map", "values": "long"}},
                  {"name": "after", "type": {"type": "fixed", "name": "Two", "size": 2}}
                ]}""");
        GenericRecord record = new GenericRecordBuilder(schema)
                .set("before", Map.of("a", "b"))
                .set(
                        "device",
                        new GenericRecordBuilder(schema.getField("device").schema())
                                .set("tags", List.of("first", "second"))
                                .build())
                .set("speeds", Map.of("in", 5L))
                .set("after", new GenericData.Fixed(schema.getField("after").schema(), new byte[2]))
                .build();
        EventDefinition definition = events(
                Definitions.from(field("tag", Kind.STRING), "$.device.tags[1]"),
                Definitions.from(field("speed", Kind.LONG), "$.speeds.in"));

        // When
        List<String> records = new Bodies(EventFormat.AVRO, definition).read(file(record));
        List<String> strict = new Bodies(EventFormat.AVRO, Definitions.rejectingUnknown(definition)).read(file(record));

        // Then
        assertThat(records).containsExactly("0@-1 second|5");
        assertThat(strict).containsExactly("0@-1 unknown-field");
    }

    @Test
    void shouldTellTheBytesOfARecordAndTheSchema() throws Exception {
        // Given
        byte[] file = file(named("a", 1L), named("b", 2L));

        try (EventReader reader = new Bodies(EventFormat.AVRO, NAMED).open(file)) {
            // When
            assertThat(reader.next()).isTrue();
            assertThat(reader.next()).isTrue();

            // Then
            assertThat(reader.original()).containsExactly(2, 2, 'b', 2, 4);
            assertThat(reader.isCut()).isFalse();
            assertThat(reader.header()).contains(NAMED_SCHEMA.toString());
        }
    }

    @Test
    void shouldRejectARecordBeyondTheLimitsAndGoOn() throws Exception {
        // Given
        RecordLimits limits = new RecordLimits(10, 2, 1000);
        byte[] file = file(named("a", 1L), named("b".repeat(20), 2L), named("c", 3L));
        byte[] nested = file(
                only("{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":\"long\"}}", List.of(List.of(1L))));

        // When
        Bodies bodies = new Bodies(EventFormat.AVRO, NAMED).with(ReaderOptions.DEFAULT.with(limits));
        EventReader reader = bodies.open(file);
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isTrue();

        // Then
        assertThat(bodies.read(file)).containsExactly("0@-1 a|1", "1@-1 record-too-large", "2@-1 c|3");
        assertThat(reader.isCut()).isTrue();
        assertThat(reader.original()).hasSize(10);
        assertThat(bodies.read(nested)).containsExactly("0@-1 nested-too-deep");
    }

    @Test
    void shouldRefuseMoreFieldsThanTheLimit() {
        // Given
        String map = "{\"type\":\"map\",\"values\":\"long\"}";
        RecordLimits limits = new RecordLimits(1000, 2, 3);
        Bodies bodies = new Bodies(EventFormat.AVRO, NAMED).with(ReaderOptions.DEFAULT.with(limits));

        // Then: the map is a field, and each of its entries
        assertThat(bodies.read(file(only(map, Map.of("a", 1L, "b", 2L, "c", 3L)))))
                .containsExactly("0@-1 too-many-fields");
        assertThat(bodies.read(file(only(map, Map.of("a", 1L, "b", 2L))))).containsExactly("0@-1 missing-field name");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 60, 150})
    void shouldSayThatAContainerIsCutOffInItsHeader(int length) {
        // Given
        byte[] file = file(named("a", 1L));

        // When
        List<String> records = new Bodies(EventFormat.AVRO, NAMED).read(Arrays.copyOf(file, length));

        // Then
        assertThat(records).singleElement().asString().startsWith("! the Avro container ");
    }

    @Test
    void shouldKeepWhatCameBeforeABrokenBlock() {
        // Given
        byte[] file = file(NAMED_SCHEMA, CodecFactory.nullCodec(), 32, named("a".repeat(40), 1L), named("b", 2L));
        byte[] marked = file.clone();
        marked[marked.length - 1]++;

        // Then
        String first = "0@-1 " + "a".repeat(40) + "|1";
        Bodies bodies = new Bodies(EventFormat.AVRO, NAMED);
        assertThat(bodies.read(Arrays.copyOf(file, file.length - 1)))
                .containsExactly(first, "! the Avro container ends within a block");
        assertThat(bodies.read(marked))
                .containsExactly(first, "! the Avro container has a block that does not end with the mark of the file");
    }

    @Test
    void shouldRefuseWhatItDoesNotRead() {
        assertThat(new Bodies(EventFormat.AVRO, NAMED).read(container("\"long\"", "null", 1, new byte[] {2})))
                .containsExactly("! the Avro container holds values of the type long");
        assertThat(new Bodies(EventFormat.AVRO, NAMED)
                        .read(container(NAMED_SCHEMA.toString(), "bzip2", 0, new byte[0])))
                .containsExactly("! the Avro container is compressed with the codec 'bzip2'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[\"long\", \"long\"]",
                "{\"type\":\"fixed\",\"name\":\"Huge\",\"size\":2147483647}",
                "{\"type\":\"fixed\",\"name\":\"Less\",\"size\":-1}",
                "{\"type\":\"record\",\"name\":\"Odd\",\"fields\":[{\"name\":null}]}"
            })
    void shouldRefuseWhatIsNoSchema(String schema) {
        assertThat(new Bodies(EventFormat.AVRO, NAMED).read(container(schema, "null", 0, new byte[0])))
                .singleElement()
                .asString()
                .startsWith("! the Avro container has a schema that can't be read: ");
    }

    @Test
    void shouldNotWriteOutDecimalsOfAnyScale() {
        String vast = "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":2000000000,\"scale\":2000000000}";

        assertThat(read(FieldType.decimal(10, 2), only(vast, ByteBuffer.wrap(new byte[] {1}))))
                .containsExactly("0@-1 wrong-type x");
    }

    @Test
    void shouldRefuseBlocksBeyondTheBound() {
        // Given
        byte[] zeros = new byte[AvroContainer.MAX_BLOCK_BYTES + 1];
        byte[] bomb = deflate(zeros);

        // Then
        String refusal = "! the Avro container has a block of more than 4194304 bytes";
        Bodies bodies = new Bodies(EventFormat.AVRO, NAMED);
        assertThat(bodies.read(container(NAMED_SCHEMA.toString(), "null", 1, zeros)))
                .containsExactly(refusal);
        assertThat(bodies.read(container(NAMED_SCHEMA.toString(), "deflate", 1, bomb)))
                .containsExactly(refusal);
    }

    @Test
    void shouldNotBelieveCountsThatItsBytesCannotHold() {
        // Given
        String nothing = "{\"type\":\"record\",\"name\":\"Nothing\",\"fields\":[]}";
        String nulls = "{\"type\":\"record\",\"name\":\"Nulls\",\"fields\":[{\"name\":\"x\","
                + "\"type\":{\"type\":\"array\",\"items\":\"null\"}}]}";
        String endless =
                "{\"type\":\"record\",\"name\":\"Endless\",\"fields\":[{\"name\":\"x\",\"type\":\"Endless\"}]}";
        ByteWriter many = new ByteWriter();
        many.writeVarLong(1L << 50);

        // Then
        Bodies bodies = new Bodies(EventFormat.AVRO, NAMED);
        assertThat(bodies.read(container(nothing, "null", 1L << 50, new byte[0])))
                .singleElement()
                .asString()
                .contains("records in 0 bytes");
        assertThat(bodies.read(container(nulls, "null", 1, many.toByteArray())))
                .singleElement()
                .asString()
                .contains("more values than the bytes can hold");
        assertThat(bodies.read(container(endless, "null", 1, new byte[1])))
                .singleElement()
                .asString()
                .contains("nested more than 1000 deep");
    }

    @Test
    void shouldReadRecordsThatAreCut() throws Exception {
        // Given
        byte[] good = {9, 2, 2, 'b', 2, 4};
        List<CutRecord> records = List.of(
                new CutRecord(3, good, new CutRecord.Avro(NAMED_SCHEMA, 1)),
                new CutRecord(4, Arrays.copyOf(good, 5), new CutRecord.Avro(NAMED_SCHEMA, 1)),
                new CutRecord(5, Arrays.copyOf(good, 7), new CutRecord.Avro(NAMED_SCHEMA, 1)),
                new CutRecord(6, good, new CutRecord.Unreadable("no schema")));
        Event event = new Event(Definitions.schema(NAMED));
        StringBuilder read = new StringBuilder();

        // When
        try (EventReader reader = EventReaders.ofCut(
                records.iterator(), Definitions.pipeline(NAMED), Definitions.schema(NAMED), RecordLimits.DEFAULT)) {
            while (reader.next()) {
                try {
                    reader.read(event, Bodies.ACCEPTED_AT, 7);
                    read.append(reader.index())
                            .append(' ')
                            .append(Bodies.text(event))
                            .append('\n');
                } catch (RejectedRecordException rejected) {
                    read.append(reader.index())
                            .append(' ')
                            .append(rejected.code().text())
                            .append('\n');
                }
            }
        }

        // Then
        assertThat(read).hasToString("3 b|2\n4 malformed-record\n5 malformed-record\n6 malformed-record\n");
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try (InputStream deflated = new DeflaterInputStream(new ByteArrayInputStream(bytes), deflater)) {
            return deflated.readAllBytes();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        } finally {
            deflater.end();
        }
    }

    /** A container with one block, that may lie. */
    private static byte[] container(String schema, String codec, long records, byte[] block) {
        ByteWriter out = new ByteWriter();
        out.writeBytes(new byte[] {'O', 'b', 'j', 1});
        out.writeVarLong(2);
        for (String text : List.of("avro.schema", schema, "avro.codec", codec)) {
            out.writeLengthPrefixed(text.getBytes(UTF_8));
        }
        out.writeVarLong(0);
        out.writeBytes(new byte[16]);
        out.writeVarLong(records);
        out.writeVarLong(block.length);
        out.writeBytes(block);
        out.writeBytes(new byte[16]);
        return out.toByteArray();
    }
}
