package io.millrace.ingest.sources;

import io.millrace.kafka.record.SourceKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * The right to commit for the sources of one partition. Whoever takes it over ends it here: what is committed after that is refused by the broker, so two
 * owners never both commit. Thread-safe.
 */
final class SourceLease implements AutoCloseable {
    private final int partition;
    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private volatile boolean lost;
    private volatile long lastOffset = -1;

    /**
     * Takes the lease over.
     *
     * @param producer with the transactional id of the partition, not used yet; closed with the lease, and if it can't be had
     * @throws KafkaException if it can't be had now
     */
    SourceLease(int partition, String topic, Producer<byte[], byte[]> producer) {
        this.partition = partition;
        this.topic = topic;
        this.producer = producer;
        try {
            producer.initTransactions();
        } catch (RuntimeException failure) {
            producer.close(Duration.ZERO);
            throw failure;
        }
    }

    int partition() {
        return partition;
    }

    /** Where the last progress that was committed here stands in the partition; -1 before the first. */
    long lastOffset() {
        return lastOffset;
    }

    /** Whether nothing can be committed any more. */
    boolean isLost() {
        return lost;
    }

    /**
     * Writes records and a source's progress, all or nothing.
     *
     * @throws LeaseLostException if that failed, and with it the lease
     */
    synchronized void commit(List<ProducerRecord<byte[], byte[]>> records, SourceKey source, byte[] progress)
            throws LeaseLostException {
        if (lost) {
            throw new LeaseLostException("the lease of partition " + partition + " was lost before");
        }
        try {
            producer.beginTransaction();
            for (ProducerRecord<byte[], byte[]> record : records) {
                var unused = producer.send(record);
            }
            Future<RecordMetadata> sent = producer.send(
                    new ProducerRecord<>(topic, partition, source.text().getBytes(StandardCharsets.UTF_8), progress));
            producer.commitTransaction();
            lastOffset = sent.get().offset();
        } catch (InterruptedException interrupted) {
            // Not before the commit, which is what made the answer be there.
            Thread.currentThread().interrupt();
            close();
        } catch (KafkaException | IllegalStateException | ExecutionException failure) {
            // Fenced, or the outcome is unknown: taking it over again ends the transaction and tells what became of it.
            close();
            throw new LeaseLostException("the lease of partition " + partition + " is lost: " + failure, failure);
        }
    }

    /** Gives it up; a transaction that is open is ended by whoever takes it over. */
    @Override
    public synchronized void close() {
        lost = true;
        producer.close(Duration.ZERO);
    }
}
