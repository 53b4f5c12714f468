package io.millrace.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.intake.TestPipelines;
import io.millrace.ingest.pipelines.ReadableTopics;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceControlRecord;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.model.definition.SourceDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The threads and the group, against clients that are told what to answer. */
class SourceLeasesTest {
    private static final SourceDefinition ONE = TalkingSources.in(1, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MovingClock clock = new MovingClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final RecordSerde<SourceProgressRecord> progress =
            RecordSerde.withoutRegistry(new SourceProgressRecord.Format(), 1);
    private final SourcesView view =
            new SourcesView(progress, RecordSerde.withoutRegistry(new SourceControlRecord.Format(), 2));
    private final KnownPipelines definitions = new KnownPipelines();
    private final TalkingSources opener = new TalkingSources(clock, Duration.ofHours(1));
    private final Clients clients = new Clients();
    private final SourceLeases leases = new SourceLeases(
            new TopicDeclaration("sources", TalkingSources.PARTITIONS, Map.of()),
            new SourceSettings(
                    2,
                    Duration.ofSeconds(10),
                    Path.of("folder"),
                    false,
                    Path.of("secrets"),
                    Set.of(),
                    ReadableTopics.ALL,
                    1_000),
            clients,
            view,
            definitions,
            opener,
            Steps.records(progress),
            SourceMetrics.NONE,
            clock);

    /** A group of one, and producers whose takeovers are kept. */
    private static final class Clients implements LeaseClients {
        private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        private final BlockingQueue<MockProducer<byte[], byte[]>> taken = new LinkedBlockingQueue<>();
        private volatile long end;
        private volatile boolean silent;
        private volatile boolean takenOver;

        Clients() {
            Map<TopicPartition, Long> none = IntStream.range(0, TalkingSources.PARTITIONS)
                    .mapToObj(Clients::partition)
                    .collect(Collectors.toMap(partition -> partition, partition -> 0L));
            consumer.updateBeginningOffsets(none);
            consumer.updateEndOffsets(none);
        }

        private static TopicPartition partition(int number) {
            return new TopicPartition("sources", number);
        }

        void assign(Integer... numbers) {
            consumer.schedulePollTask(() -> consumer.rebalance(
                    List.of(numbers).stream().map(Clients::partition).toList()));
        }

        @Override
        public Consumer<byte[], byte[]> group() {
            return consumer;
        }

        @Override
        public Producer<byte[], byte[]> transactional(int partition) {
            MockProducer<byte[], byte[]> producer =
                    new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            if (silent) {
                producer.initTransactionException = new TimeoutException("nobody answers");
            }
            takenOver = true;
            taken.add(producer);
            return producer;
        }

        @Override
        public long end(TopicPartition partition) {
            if (!takenOver) {
                throw new KafkaException("the end means nothing before the lease is taken");
            }
            return end;
        }

        MockProducer<byte[], byte[]> next() throws InterruptedException {
            MockProducer<byte[], byte[]> producer = taken.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (producer == null) {
                throw new AssertionError("no lease was taken within " + PATIENCE);
            }
            return producer;
        }
    }

    private void define(SourceDefinition... defined) {
        definitions.set(TestPipelines.speeds(17, 5, List.of(), List.of(defined)));
    }

    private static void awaitCommitted(MockProducer<byte[], byte[]> lease) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (lease.commitCount() == 0) {
            assertThat(System.nanoTime())
                    .as("time until the step has committed")
                    .isLessThan(deadline);
        }
    }

    @AfterEach
    void close() {
        leases.close();
    }

    @Test
    void shouldRunTheSourcesOfPartitionsThatItIsGiven() throws Exception {
        // Given
        define(ONE, TalkingSources.in(2, 0));
        clients.assign(1);

        // When
        leases.start();

        // Then
        assertThat(opener.next()).isEqualTo(ONE.name() + " opened on folder folder");
        assertThat(opener.next()).isEqualTo(ONE.name() + " step 1");
        assertThat(clients.next().transactionInitialized()).isTrue();
    }

    @Test
    void shouldRunNothingBeforeAllThatFormerOwnersCommittedIsKnown() throws Exception {
        // Given
        define(ONE);
        clients.end = 7;
        clients.assign(1);
        leases.start();
        var unused = clients.next();

        // When
        List<String> saidBefore = opener.said();
        view.advanced(1, 6);

        // Then
        assertThat(saidBefore).isEmpty();
        assertThat(opener.next()).isEqualTo(ONE.name() + " opened on folder folder");
    }

    @Test
    void shouldStopAndGiveUpTheLeaseOfAPartitionThatGoesElsewhere() throws Exception {
        // Given
        define(ONE);
        clients.assign(1);
        leases.start();
        assertThat(List.of(opener.next(), opener.next())).contains(ONE.name() + " step 1");
        MockProducer<byte[], byte[]> lease = clients.next();

        // When
        clients.assign(2);

        // Then
        assertThat(opener.next()).isEqualTo(ONE.name() + " closed");
        var unused = clients.next();
        assertThat(lease.closed()).isTrue();
    }

    @Test
    void shouldTakeALeaseAgainThatWasLost() throws Exception {
        // Given
        define(ONE);
        clients.assign(1);
        leases.start();
        assertThat(List.of(opener.next(), opener.next())).contains(ONE.name() + " step 1");
        MockProducer<byte[], byte[]> lost = clients.next();
        awaitCommitted(lost);

        // When
        lost.fenceProducer();
        clock.pass(Duration.ofHours(2));

        // Then: the step that lost it may end, and close its source, after the lease was taken again: it commits
        // nothing
        List<String> said = List.of(opener.next(), opener.next(), opener.next(), opener.next());
        assertThat(said.get(0)).isEqualTo(ONE.name() + " step 2");
        assertThat(said).contains(ONE.name() + " closed");
        assertThat(said).containsSubsequence(ONE.name() + " opened on folder folder", ONE.name() + " step 1");
        assertThat(lost.closed()).isTrue();
    }

    @Test
    void shouldTryAgainWhenALeaseCanNotBeHad() throws Exception {
        // Given
        define(ONE);
        clients.silent = true;
        clients.assign(1);
        leases.start();
        MockProducer<byte[], byte[]> first = clients.next();

        // When
        clients.silent = false;

        // Then
        assertThat(opener.next()).isEqualTo(ONE.name() + " opened on folder folder");
        assertThat(first.closed()).isTrue();
    }

    @Test
    void shouldCloseSourcesLeasesAndGroup() throws Exception {
        // Given
        define(ONE);
        clients.assign(1);
        leases.start();
        assertThat(List.of(opener.next(), opener.next())).contains(ONE.name() + " step 1");

        // When
        leases.close();

        // Then
        assertThat(opener.said()).containsExactly(ONE.name() + " closed");
        assertThat(clients.next().closed()).isTrue();
        assertThat(clients.consumer.closed()).isTrue();
    }
}
