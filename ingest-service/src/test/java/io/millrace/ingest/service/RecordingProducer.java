package io.millrace.ingest.service;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Acknowledges and remembers everything, and tells how much it was. */
final class RecordingProducer extends MockProducer<byte[], byte[]> {
    private final AtomicLong count = new AtomicLong();

    /** Called with how many records were sent since the last {@link #clear}. */
    LongConsumer onSend = sent -> {};

    RecordingProducer() {
        super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        Future<RecordMetadata> sent = super.send(record, callback);
        onSend.accept(count.incrementAndGet());
        return sent;
    }

    /** Forgets what was sent, but not how much. */
    void forget() {
        super.clear();
    }

    @Override
    public synchronized void clear() {
        super.clear();
        count.set(0);
        onSend = sent -> {};
    }
}
