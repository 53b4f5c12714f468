package io.millrace.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.registry.SchemaRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompactedTopicFollowerTest {
    private static final TopicDeclaration TOPIC = new TopicDeclaration("pipelines", 1, Map.of());
    private static final TopicPartition PARTITION = new TopicPartition("pipelines", 0);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> advanced = new LinkedBlockingQueue<>();
    private final AtomicInteger registryFailures = new AtomicInteger();
    private final CompactedTopicFollower follower = new CompactedTopicFollower(
            TOPIC,
            new CompactedTopicFollower.Memory() {
                @Override
                public void take(ConsumerRecord<byte[], byte[]> record) {
                    String text = new String(record.value(), StandardCharsets.UTF_8);
                    if (text.equals("unusable")) {
                        throw new IllegalArgumentException(text);
                    }
                    if (text.equals("unknown schema") && registryFailures.getAndIncrement() == 0) {
                        new SchemaRegistry(URI.create("http://127.0.0.1:1")).byId(1);
                    }
                    taken.add(text);
                }

                @Override
                public void advanced(int partition, long offset) {
                    advanced.add(offset);
                }
            },
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            consumer);

    @BeforeEach
    void beginEmpty() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    @AfterEach
    void close() {
        follower.close();
        assertThat(consumer.closed()).isTrue();
    }

    private void stored(String... values) {
        consumer.updateEndOffsets(Map.of(PARTITION, (long) values.length));
        consumer.schedulePollTask(() -> {
            for (int offset = 0; offset < values.length; offset++) {
                consumer.addRecord(new ConsumerRecord<>(
                        "pipelines", 0, offset, new byte[0], values[offset].getBytes(StandardCharsets.UTF_8)));
            }
        });
    }

    private List<String> takeTwo() throws InterruptedException {
        return List.of(next(taken), next(taken));
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return java.util.Objects.requireNonNull(queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void shouldCatchUpWithWhatIsThere() throws Exception {
        // Given
        stored("a", "b");
        // When
        boolean tooSoon = follower.isCaughtUp() || follower.isUpToDate();
        follower.start();
        // Then
        assertThat(follower.awaitCaughtUp(PATIENCE)).isTrue();
        assertThat(takeTwo()).containsExactly("a", "b");
        assertThat(next(advanced)).isEqualTo(1L);
        assertThat(follower.isUpToDate()).isTrue();
        assertThat(tooSoon).isFalse();
    }

    @Test
    void shouldPassOverWhatCantBeUsed() throws Exception {
        // Given
        stored("a", "unusable", "b");
        // When
        follower.start();
        // Then
        assertThat(takeTwo()).containsExactly("a", "b");
        assertThat(next(advanced)).isEqualTo(2L);
    }

    @Test
    void shouldWaitForTheRegistryRatherThanPassOver() throws Exception {
        // Given
        stored("unknown schema", "b");
        // When
        follower.start();
        // Then
        assertThat(takeTwo()).containsExactly("unknown schema", "b");
        assertThat(registryFailures).hasValue(2);
    }

    @Test
    void shouldGoOnAfterKafkaCouldNotBeRead() throws Exception {
        // Given
        consumer.setPollException(new KafkaException("not now"));
        stored("a", "b");
        // When
        follower.start();
        // Then
        assertThat(takeTwo()).containsExactly("a", "b");
    }
}
