package io.millrace.benchmarks.endtoend;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventId;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topic that one engine reads. A round's events are appended in a transaction, so that none can be read before it is committed: an engine that starts up
 * meanwhile has no head start.
 */
final class EventsInput {
    private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(10);

    private final Lab lab;
    private final String topic;
    private final Corpus corpus = new Corpus();
    private long appended;

    EventsInput(Lab lab, String topic) {
        this.lab = lab;
        this.topic = topic;
    }

    String topic() {
        return topic;
    }

    /** Events of all rounds so far. */
    long appended() {
        return appended;
    }

    /**
     * Appends the next events, which nobody sees before {@link Round#commit()}.
     *
     * @param mayHaveCopies whether their ids are such as have to be looked up
     */
    Round append(int count, boolean mayHaveCopies) {
        Map<String, Object> properties = lab.kafka().properties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "bench-" + topic);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(LONGEST_TRANSACTION.toMillis()));
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        Round round = new Round(new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
        round.begin();
        Event event = new Event(Corpus.schema());
        ByteWriter out = new ByteWriter();
        for (int index = 0; index < count; index++) {
            corpus.next(event, appended);
            EventId id = corpus.id(appended, mayHaveCopies);
            round.send(new ProducerRecord<>(topic, id.toBytes(), Corpus.encoded(event, out)));
            appended++;
        }
        round.flush();
        return round;
    }

    /** Events on the broker that are not committed yet. */
    static final class Round implements AutoCloseable {
        private final KafkaProducer<byte[], byte[]> producer;
        private final FirstFailure failure = new FirstFailure();

        private Round(KafkaProducer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        private void begin() {
            producer.initTransactions();
            producer.beginTransaction();
        }

        private void send(ProducerRecord<byte[], byte[]> record) {
            var unused = producer.send(record, failure::note);
        }

        private void flush() {
            producer.flush();
            failure.throwIfAny();
        }

        void commit() {
            producer.commitTransaction();
        }

        /** Aborts the transaction unless it is committed. */
        @Override
        public void close() {
            producer.close();
        }
    }
}
