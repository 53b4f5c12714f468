package io.millrace.ingest.sources.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.millrace.ingest.sources.Steps;
import io.millrace.kafka.registry.RegisteredAvro;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.model.definition.SourceDefinition.Format;
import io.millrace.model.definition.SourceDefinition.Kafka;
import io.millrace.model.definition.SourceDefinition.StartFrom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicSourceTest {
    private static final TopicPartition FIRST = new TopicPartition("clicks", 0);
    private static final TopicPartition SECOND = new TopicPartition("clicks", 1);

    private static final Schema SPEED = SchemaBuilder.record("Speed")
            .fields()
            .requiredString("device")
            .requiredLong("speed")
            .endRecord();

    private final Kafka definition = new Kafka("one", "clicks", Format.JSON, StartFrom.EARLIEST);
    private final Steps steps = new Steps(definition);
    private MockConsumer<byte[], byte[]> consumer = consumer(FIRST, SECOND);

    private static MockConsumer<byte[], byte[]> consumer(TopicPartition... partitions) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        consumer.updatePartitions(
                "clicks",
                Stream.of(partitions)
                        .map(partition -> new PartitionInfo(
                                "clicks", partition.partition(), Node.noNode(), new Node[0], new Node[0]))
                        .toList());
        for (TopicPartition partition : partitions) {
            consumer.updateBeginningOffsets(Map.of(partition, 3L));
            consumer.updateEndOffsets(Map.of(partition, 5L));
        }
        return consumer;
    }

    private TopicSource open(Kafka kafka) {
        return new TopicSource(
                kafka,
                steps.intake(),
                new RegisteredAvro(new SchemaRegistry(URI.create("http://127.0.0.1:1"))),
                () -> consumer);
    }

    private void add(TopicPartition partition, long offset, @Nullable String value) {
        consumer.addRecord(new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                new byte[0],
                value == null ? null : value.getBytes(UTF_8)));
    }

    private static String record(String device, Object speed) {
        return "{\"device\":\"" + device + "\",\"speed\":" + speed + "}";
    }

    @Test
    void shouldTakeWhatComesAndKeepTheOffsetsWithIt() throws Exception {
        // Given
        TopicSource source = open(definition);
        steps.take(source);
        Map<String, String> beginning = steps.progress().position();
        add(FIRST, 3, record("a", 1));
        add(FIRST, 4, null);
        add(SECOND, 3, "not json");
        add(SECOND, 4, record("a", 1));

        // When
        steps.take(source);

        // Then
        assertThat(beginning).isEqualTo(Map.of("0", "3", "1", "3"));
        assertThat(steps.progress().position()).isEqualTo(Map.of("0", "5", "1", "5"));
        assertThat(steps.events()).containsExactly("a 1", "a 1");
        assertThat(new HashSet<>(steps.ids())).hasSize(2);
        assertThat(letters())
                .containsExactlyInAnyOrder(
                        "topic clicks partition 0@4 malformed-record ''",
                        "topic clicks partition 1@3 malformed-record 'not json'");
        assertThat(steps.deadLetters())
                .filteredOn(letter -> letter.original().length == 0)
                .singleElement()
                .satisfies(letter -> assertThat(letter.message()).contains("no value"));
        assertThat(steps.progress().accepted()).isEqualTo(2);
        assertThat(steps.progress().rejected()).isEqualTo(2);
        assertThat(steps.progress().lag()).hasValue(0);
        assertThat(steps.take(source).commit()).isEmpty();
    }

    /** Of the dead letters: where each is from, why, and its bytes. */
    private List<String> letters() {
        return steps.deadLetters().stream()
                .map(letter -> letter.origin() + "@" + letter.index() + " " + letter.code() + " '"
                        + new String(letter.original(), UTF_8) + "'")
                .toList();
    }

    @Test
    void shouldReadAvroByTheSchemaThatTheRegistryHasForIt() throws Exception {
        // Given: of the ids 1 is Avro, 2 is another kind of schema, 3 is not there
        Kafka avro = new Kafka("one", "clicks", Format.AVRO, StartFrom.EARLIEST);
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String schema = path.endsWith("/1") ? SPEED.toString() : "{\"$schema\": \"of JSON\"}";
            byte[] answer = ("{\"schema\": \"" + schema.replace("\"", "\\\"") + "\"}").getBytes(UTF_8);
            exchange.sendResponseHeaders(path.endsWith("/3") ? 404 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        registry.start();
        try {
            consumer = consumer(FIRST);
            TopicSource source = new TopicSource(
                    avro,
                    steps.intake(),
                    new RegisteredAvro(new SchemaRegistry(URI.create(
                            "http://127.0.0.1:" + registry.getAddress().getPort()))),
                    () -> consumer);
            steps.take(source);

            // When
            add(3, avro(1, "a", 1));
            add(4, avro(2, "b", 2));
            add(5, avro(3, "c", 3));
            add(6, Arrays.copyOf(avro(1, "d", 4), 6));
            add(7, "{}".getBytes(UTF_8));
            add(8, avro(1, "e", 5));
            steps.take(source);
        } finally {
            registry.stop(0);
        }

        // Then
        assertThat(steps.events()).containsExactly("a 1", "e 5");
        assertThat(steps.deadLetters())
                .extracting(letter -> letter.origin() + "@" + letter.index() + " " + letter.code())
                .containsExactly(
                        "topic clicks partition 0@4 malformed-record",
                        "topic clicks partition 0@5 malformed-record",
                        "topic clicks partition 0@6 malformed-record",
                        "topic clicks partition 0@7 malformed-record");
        assertThat(steps.deadLetters())
                .allSatisfy(letter -> assertThat(letter.contentType()).isEqualTo(RegisteredAvro.CONTENT_TYPE));
        assertThat(steps.deadLetters().get(0).message()).contains("schema 2 is no Avro");
        assertThat(steps.deadLetters().get(1).message()).contains("404");
        assertThat(steps.progress().position()).isEqualTo(Map.of("0", "9"));
    }

    @Test
    void shouldPassOverNothingWhileTheRegistryDoesNotAnswer() throws Exception {
        // Given: nobody listens where the registry should be
        consumer = consumer(FIRST);
        TopicSource source = open(new Kafka("one", "clicks", Format.AVRO, StartFrom.EARLIEST));
        steps.take(source);
        add(3, avro(1, "a", 1));

        // Then
        assertThatThrownBy(() -> steps.take(source))
                .isInstanceOf(SchemaRegistryException.class)
                .hasMessageContaining("can't be reached");
        assertThat(steps.progress().position()).isEqualTo(Map.of("0", "3"));
        assertThat(steps.deadLetters()).isEmpty();
    }

    private void add(long offset, byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(FIRST.topic(), FIRST.partition(), offset, new byte[0], value));
    }

    private static byte[] avro(int schemaId, String device, long speed) throws IOException {
        GenericRecord record = new GenericData.Record(SPEED);
        record.put("device", device);
        record.put("speed", speed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(SPEED).write(record, encoder);
        return out.toByteArray();
    }

    @Test
    void shouldGoOnFromWhatWasCommittedWithTheSameIds() throws Exception {
        // Given
        steps.take(open(definition));
        consumer = consumer(FIRST, SECOND);
        TopicSource dying = open(definition);
        steps.take(dying);
        add(FIRST, 3, record("a", 1));
        List<String> lost = ids(steps, dying);

        // When
        consumer = consumer(FIRST, SECOND);
        TopicSource next = open(definition);
        steps.take(next);
        add(FIRST, 3, record("a", 1));
        steps.take(next);

        // Then
        assertThat(lost).isEmpty();
        assertThat(steps.events()).containsExactly("a 1");
        assertThat(steps.progress().position()).containsEntry("0", "4");
    }

    /** What is committed after a step that is lost. */
    private static List<String> ids(Steps steps, TopicSource source) throws Exception {
        assertThat(steps.lose(source).commit()).isPresent();
        return steps.ids();
    }

    @Test
    void shouldBeginAtTheEndIfAskedAndReadNewPartitionsWhole() throws Exception {
        // Given
        Kafka latest = new Kafka("one", "clicks", Format.JSON, StartFrom.LATEST);
        consumer = consumer(FIRST);
        steps.take(open(latest));
        Map<String, String> beginning = steps.progress().position();

        // When
        consumer = consumer(FIRST, SECOND);
        steps.take(open(latest));

        // Then
        assertThat(beginning).isEqualTo(Map.of("0", "5"));
        assertThat(steps.progress().position()).isEqualTo(Map.of("0", "5", "1", "3"));
    }

    @Test
    void shouldSayWhatRetentionTook() throws Exception {
        // Given
        consumer = consumer(FIRST);
        steps.take(open(definition));
        consumer = consumer(FIRST);
        consumer.updateBeginningOffsets(Map.of(FIRST, 10L));
        TopicSource source = open(definition);

        // When
        steps.take(source);
        add(FIRST, 10, record("a", 1));
        steps.takeAll(source);

        // Then
        assertThat(steps.lastRun().error()).contains("partition 0 has no offset 3, it goes on at 10");
        assertThat(steps.events()).containsExactly("a 1");
    }

    @Test
    void shouldSayThatThereIsNoTopic() {
        consumer = new MockConsumer<>("none");

        assertThatIOException().isThrownBy(() -> steps.take(open(definition))).withMessage("there is no topic clicks");
    }
}
