package io.millrace.ingest.intake;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one request has sent, and what of it is acknowledged. One thread sends, and leaves when few records are on their way; the producer's thread
 * acknowledges.
 *
 * <p>A record counts as durable only once its acknowledgement came, so a failure at any moment leaves the counts true.
 */
final class Deliveries implements Outbox {
    /** So many records may be on their way without a thread that waits: little memory, and all that a small body has. */
    private static final int FEW = 100;

    private final Producer<byte[], byte[]> producer;
    private final int limit;
    // How many must be left for the thread that waits to be woken. Room is made in one go, so that the two threads wake
    // each other seldom.
    private volatile int roomy;
    // One more than is on its way for as long as sending goes on, so that it reaches zero only once.
    private final AtomicLong outstanding = new AtomicLong(1);
    private final CompletableFuture<Void> allAnswered = new CompletableFuture<>();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong deadLetters = new AtomicLong();
    private final AtomicLong firstFailed = new AtomicLong(Long.MAX_VALUE);
    private volatile @Nullable Exception failure;
    private long unknownFields;

    /**
     * @param limit records that may be on their way
     */
    Deliveries(Producer<byte[], byte[]> producer, int limit) {
        this.producer = producer;
        this.limit = limit;
        // Half of them, beside the one that waits for room and the one that stands for sending going on.
        roomy = limit / 2 + 2;
    }

    /** Waits while too much is on its way, here or in the producer as a whole; what can't be sent counts as failed. */
    @Override
    public void send(ProducerRecord<byte[], byte[]> record, long index, Kind kind) {
        if (outstanding.incrementAndGet() > limit + 1L) {
            awaitRoom();
        }
        Delivery delivery = new Delivery(index, kind);
        try {
            // The callback hears of every end that the future would.
            Future<RecordMetadata> unused = producer.send(record, delivery);
        } catch (KafkaException | IllegalStateException refused) {
            // The latter is what a closed producer says: the service is ending, and the client may try another.
            delivery.onCompletion(null, refused);
        }
    }

    @Override
    public void ignored(long fields) {
        unknownFields += fields;
    }

    /** Of all records so far; to be asked by the thread that sends. */
    long unknownFields() {
        return unknownFields;
    }

    /** Ends, since the producer answers everything it has taken, at the latest when its delivery timeout has passed. */
    private synchronized void awaitRoom() {
        try {
            while (outstanding.get() > roomy && !hasFailed()) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            fail(0, interrupted);
        }
    }

    private synchronized void tellOfRoom() {
        notifyAll();
    }

    boolean hasFailed() {
        return failure != null;
    }

    /**
     * Nothing more is sent. Waits until few records are on their way.
     *
     * @param patience for these
     * @return when everything is answered, for better or worse
     */
    CompletionStage<Void> end(Duration patience) {
        if (outstanding.get() > FEW + 1) {
            // The other thread takes from the count and then reads this; here it is the other way round, so one of the
            // two sees that there is room.
            roomy = FEW + 1;
            awaitRoom();
        }
        answered();
        return allAnswered.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            fail(0, new TimeoutException("no acknowledgement within " + patience));
            return null;
        });
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
        tellOfRoom();
    }

    private void answered() {
        long left = outstanding.decrementAndGet();
        if (left == roomy) {
            tellOfRoom();
        }
        if (left == 0) {
            allAnswered.complete(null);
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
