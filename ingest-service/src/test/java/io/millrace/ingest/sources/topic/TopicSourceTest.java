package io.millrace.ingest.sources.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.millrace.ingest.sources.Steps;
import io.millrace.kafka.registry.RegisteredAvro;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.model.definition.SourceDefinition.Format;
import io.millrace.model.definition.SourceDefinition.Kafka;
import io.millrace.model.definition.SourceDefinition.StartFrom;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
        assertThat(steps.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.origin()).isEqualTo("topic clicks partition 1");
            assertThat(letter.index()).isEqualTo(3);
            assertThat(letter.code()).isEqualTo("malformed-record");
            assertThat(letter.original()).asString().isEqualTo("not json");
        });
        assertThat(steps.progress().accepted()).isEqualTo(2);
        assertThat(steps.progress().rejected()).isEqualTo(1);
        assertThat(steps.progress().lag()).hasValue(0);
        assertThat(steps.take(source).commit()).isEmpty();
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
