package io.millrace.ingest.pipelines;

import io.millrace.ingest.lookups.LookupAppender;
import io.millrace.ingest.lookups.LookupChange;
import io.millrace.ingest.lookups.NewLookupVersion;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PurgeRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides and writes inside a transaction whose id all instances share.
 *
 * <p>Why two instances never lose a version: an instance that takes the shared id over ends the other's transaction, committed or aborted, and from
 * then on all that the other commits is refused. Who can commit has therefore read all there is; who can't takes the id over and decides again on what
 * the other wrote.
 */
public final class TransactionalAppender implements DefinitionsAppender, LookupAppender, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionalAppender.class);
    private static final String TRANSACTIONAL_ID = "millrace-definitions";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final int MAX_RECORD_BYTES = 1 << 20;

    private final KafkaConnection connection;
    private final Admin admin;
    private final RecordSerde<PipelineRecord> serde;
    private final RecordSerde<LookupVersionRecord> lookupSerde;
    private final RecordSerde<PurgeRecord> purgeSerde;
    private final Definitions definitions;
    private final Duration timeout;
    private final TopicPartition partition =
            new TopicPartition(new Topics(1).pipelines().name(), 0);
    private final ReentrantLock lock = new ReentrantLock();

    /** Has the shared id, as far as is known here; guarded by the lock. */
    private Optional<Producer<String, byte[]>> open = Optional.empty();

    /**
     * @param timeout for each call to the cluster
     */
    public TransactionalAppender(
            KafkaConnection connection,
            Admin admin,
            RecordSerde<PipelineRecord> serde,
            RecordSerde<LookupVersionRecord> lookupSerde,
            RecordSerde<PurgeRecord> purgeSerde,
            Definitions definitions,
            Duration timeout) {
        this.connection = connection;
        this.admin = admin;
        this.serde = serde;
        this.lookupSerde = lookupSerde;
        this.purgeSerde = purgeSerde;
        this.definitions = definitions;
        this.timeout = timeout;
    }

    @Override
    public void append(Supplier<Optional<PipelineRecord>> decision) {
        write(() -> decision.get().map(record -> producer -> send(record, producer)));
    }

    /** What is being purged goes with the order to do so, which says as of which definitions. */
    private Future<RecordMetadata> send(PipelineRecord record, Producer<String, byte[]> producer) {
        Future<RecordMetadata> sent = send(record.key(), serde.serialize(record), producer);
        record.purge().ifPresent(purge -> {
            producer.flush();
            PurgeRecord order = new PurgeRecord(
                    record.tenant(), record.pipeline(), purge.id(), get(sent).offset(), false);
            var unused = producer.send(
                    new ProducerRecord<>(new Topics(1).purges().name(), order.key(), purgeSerde.serialize(order)));
        });
        return sent;
    }

    @Override
    public void appendLookup(Supplier<Optional<LookupChange>> decision) {
        write(() -> decision.get().map(change -> producer -> sendLookup(change, producer)));
    }

    /** What a transaction sends; the last is a record of the topic of definitions. */
    private interface Sending {
        Future<RecordMetadata> sendTo(Producer<String, byte[]> producer);
    }

    private Future<RecordMetadata> send(String key, byte[] value, Producer<String, byte[]> producer) {
        return producer.send(new ProducerRecord<>(partition.topic(), key, value));
    }

    private Future<RecordMetadata> sendLookup(LookupChange change, Producer<String, byte[]> producer) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        change.removed().forEach(version -> sent.add(sendRemoval(version, producer)));
        change.added().ifPresent(version -> sent.add(sendLookup(version, producer)));
        return sent.get(sent.size() - 1);
    }

    private Future<RecordMetadata> sendRemoval(LookupVersionRecord version, Producer<String, byte[]> producer) {
        String rows = new Topics(1).lookups().name();
        for (int chunk = 0; chunk < version.chunks(); chunk++) {
            var unused = producer.send(new ProducerRecord<>(rows, version.chunkKey(chunk), null));
        }
        return producer.send(new ProducerRecord<>(partition.topic(), version.key(), null));
    }

    /** The record that makes the version appear is sent behind its rows, whose end it names. */
    private Future<RecordMetadata> sendLookup(NewLookupVersion version, Producer<String, byte[]> producer) {
        String rows = new Topics(1).lookups().name();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int chunk = 0; chunk < version.chunks().size(); chunk++) {
            sent.add(producer.send(new ProducerRecord<>(
                    rows, version.record().chunkKey(chunk), version.chunks().get(chunk))));
        }
        producer.flush();
        LookupVersionRecord record =
                version.record().withRowsOffset(get(sent.get(sent.size() - 1)).offset());
        return send(record.key(), lookupSerde.serialize(record), producer);
    }

    private void write(Supplier<Optional<Sending>> decision) {
        lock.lock();
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                try {
                    attempt(decision);
                    return;
                } catch (OvertakenException again) {
                    if (System.nanoTime() > deadline) {
                        throw again.reason();
                    }
                    LOG.info("deciding again: {}", String.valueOf(again.reason().getMessage()));
                    pause();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void attempt(Supplier<Optional<Sending>> decision) throws OvertakenException {
        Producer<String, byte[]> producer = open.orElseGet(this::takeOver);
        definitions.await(end() - 1);
        Optional<Sending> sending = decision.get();
        if (sending.isEmpty()) {
            return;
        }
        Future<RecordMetadata> sent;
        try {
            producer.beginTransaction();
            sent = sending.get().sendTo(producer);
            producer.commitTransaction();
        } catch (KafkaException failure) {
            close();
            if (failure.getCause() instanceof RecordTooLargeException tooLarge) {
                throw tooLarge;
            }
            // Fenced by another instance, or the outcome is unknown. Either way what is there is read again before it
            // is decided again.
            throw new OvertakenException(failure);
        }
        definitions.await(get(sent).offset());
    }

    /** Of a length that differs between instances, so that they do not overtake each other for ever. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE.toMillis()));
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }

    private long end() {
        return get(admin.listOffsets(
                                Map.of(partition, OffsetSpec.latest()),
                                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .partitionResult(partition)
                        .toCompletionStage()
                        .toCompletableFuture())
                .offset();
    }

    private Producer<String, byte[]> takeOver() {
        Producer<String, byte[]> producer = producer();
        try {
            producer.initTransactions();
        } catch (RuntimeException failure) {
            producer.close(Duration.ZERO);
            throw failure;
        }
        open = Optional.of(producer);
        return producer;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            open.ifPresent(producer -> producer.close(Duration.ZERO));
            open = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Producer<String, byte[]> producer() {
        Map<String, Object> properties = connection.properties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout.toMillis());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) timeout.toMillis() * 2);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    private <T> T get(Future<T> future) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof KafkaException cause ? cause : new KafkaException(failure.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + timeout, late);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }

    /** The transaction ended before it was committed, or nobody knows whether it was. */
    private static final class OvertakenException extends Exception {
        private static final long serialVersionUID = 1L;

        OvertakenException(KafkaException reason) {
            super(reason);
        }

        KafkaException reason() {
            return (KafkaException) Objects.requireNonNull(getCause());
        }
    }
}
