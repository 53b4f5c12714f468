package io.millrace.ingest.intake;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * What one request has sent, and what of it is acknowledged. One thread sends; the producer's thread acknowledges.
 *
 * <p>A record counts as durable only once its acknowledgement came, so a failure at any moment leaves the counts true.
 */
final class Deliveries {
    /** What a record carries. */
    enum Kind {
        EVENT,
        DEAD_LETTER,
        /** The dead letter of what is no record: awaited, not counted. */
        REST
    }

    private final Producer<byte[], byte[]> producer;
    // One more than is on its way for as long as sending goes on, so that it reaches zero only once.
    private final AtomicLong outstanding = new AtomicLong(1);
    private final CountDownLatch allAnswered = new CountDownLatch(1);
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong deadLetters = new AtomicLong();
    private final AtomicLong firstFailed = new AtomicLong(Long.MAX_VALUE);
    private volatile @Nullable Exception failure;

    Deliveries(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Waits while the producer's memory is full; what can't be sent counts as failed. */
    void send(ProducerRecord<byte[], byte[]> record, long index, Kind kind) {
        outstanding.incrementAndGet();
        Delivery delivery = new Delivery(index, kind);
        try {
            // The callback hears of every end that the future would.
            Future<RecordMetadata> unused = producer.send(record, delivery);
        } catch (KafkaException refused) {
            delivery.onCompletion(null, refused);
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Waits until everything sent is answered, for better or worse. */
    void await(Duration patience) {
        answered();
        try {
            if (!allAnswered.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                fail(0, new org.apache.kafka.common.errors.TimeoutException("no acknowledgement within " + patience));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            fail(0, interrupted);
        }
    }

    long events() {
        return events.get();
    }

    long deadLetters() {
        return deadLetters.get();
    }

    /** Index of the first record that is not known to be durable; {@link Long#MAX_VALUE} if all are. */
    long firstFailed() {
        return firstFailed.get();
    }

    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    private void fail(long index, Exception cause) {
        firstFailed.accumulateAndGet(index, Math::min);
        failure = cause;
    }

    private void answered() {
        if (outstanding.decrementAndGet() == 0) {
            allAnswered.countDown();
        }
    }

    private final class Delivery implements Callback {
        private final long index;
        private final Kind kind;

        Delivery(long index, Kind kind) {
            this.index = index;
            this.kind = kind;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception refusal) {
            if (refusal != null) {
                fail(index, refusal);
            } else {
                count();
            }
            answered();
        }

        private void count() {
            switch (kind) {
                case EVENT -> events.incrementAndGet();
                case DEAD_LETTER -> deadLetters.incrementAndGet();
                case REST -> {}
            }
        }
    }
}
