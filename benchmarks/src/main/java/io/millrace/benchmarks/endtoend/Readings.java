package io.millrace.benchmarks.endtoend;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventId;
import io.millrace.model.window.TimeInterval;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends the readings of the corpus to their topic, as ingest-service does, and knows what their rollups come to. Whoever starts anew sends the same readings again, at
 * another time. One thread sends readings, another probes.
 */
final class Readings implements AutoCloseable {
    private static final int BETWEEN_COPIES = 100;

    private final Corpus corpus;
    private final boolean mayHaveCopies;
    private final Deque<ProducerRecord<byte[], byte[]>> copies = new ArrayDeque<>();
    private final int schemaId;
    private final long start;
    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final FirstFailure failure = new FirstFailure();
    private final Event event = new Event(Corpus.schema());
    private final ByteWriter out = new ByteWriter();
    private final SplittableRandom probeIds = new SplittableRandom(7);
    private final List<Probe> probes = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();

    /** One reading of a unit that has no other. */
    record Probe(String unit, long time) {
        long windowStart() {
            return Corpus.windowOf(time);
        }

        private void into(Event event) {
            event.clear();
            event.setString(0, "region-0");
            event.setString(1, "device-0");
            event.setString(2, unit);
            event.setLong(3, time);
            event.setLong(4, 1);
            event.setString(5, "");
            event.setEnvelope(time, time, 0);
        }
    }

    /**
     * All readings from a window on, however many there are by then.
     *
     * @param before how many came earlier
     */
    record Part(long from, long before) {}

    /**
     * @param schemaId of the corpus' schema in the registry
     * @param start of a window, ms since the epoch: when the first reading was made
     * @param mayHaveCopies whether ids are such as have to be looked up; then each hundredth reading is sent again, when fifty others have been
     */
    Readings(Lab lab, int schemaId, long start, boolean mayHaveCopies) {
        this.mayHaveCopies = mayHaveCopies;
        this.schemaId = schemaId;
        this.start = start;
        corpus = new Corpus(start);
        topic = lab.topics().events(Corpus.TENANT).name();
        Map<String, Object> properties = lab.kafka().properties();
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends the next readings; returns when all are acknowledged. */
    void send(int count) {
        long first = sent.get();
        for (long number = first; number < first + count; number++) {
            corpus.next(event, number);
            ProducerRecord<byte[], byte[]> record = record(corpus.id(number, mayHaveCopies), event, out);
            send(record);
            if (mayHaveCopies && number % BETWEEN_COPIES == 0) {
                copies.add(record);
            } else if (!copies.isEmpty() && number % BETWEEN_COPIES == BETWEEN_COPIES / 2) {
                send(copies.remove());
            }
        }
        sent.addAndGet(count);
        producer.flush();
        failure.throwIfAny();
    }

    /** Sends one reading of a new unit, at the time of the latest; returns when it is acknowledged. */
    Probe probe() {
        Probe probe = new Probe("probe-" + probes.size(), corpus.timeOf(sent.get()));
        probes.add(probe);
        Event single = new Event(Corpus.schema());
        probe.into(single);
        send(record(Corpus.id(probe.time(), probeIds, mayHaveCopies), single, new ByteWriter()));
        producer.flush();
        failure.throwIfAny();
        return probe;
    }

    private ProducerRecord<byte[], byte[]> record(EventId id, Event event, ByteWriter out) {
        return new ProducerRecord<>(topic, id.toBytes(), Corpus.encoded(event, schemaId, out));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record, failure::note);
    }

    /** All events so far, those of probes too; copies are none. */
    long events() {
        return sent.get() + probes.size();
    }

    /** The windows that hold them. */
    TimeInterval windows() {
        return new TimeInterval(start, Corpus.windowOf(corpus.timeOf(sent.get())) + Corpus.WINDOW_MILLIS);
    }

    /** What there is from the window on that holds the next reading. */
    Part next() {
        long window = Corpus.windowOf(corpus.timeOf(sent.get()));
        return new Part(window, Corpus.numberAt(window - start));
    }

    /** What the rollups of all events so far come to, counted from their beginning. */
    RollupTotals truth() {
        RollupTotals totals = new RollupTotals();
        Corpus again = new Corpus(start);
        Event replayed = new Event(Corpus.schema());
        for (long number = 0; number < sent.get(); number++) {
            again.next(replayed, number);
            // It draws from the same random numbers.
            again.id(number, mayHaveCopies);
            totals.add(replayed);
        }
        for (Probe probe : probes) {
            probe.into(replayed);
            totals.add(replayed);
        }
        return totals;
    }

    @Override
    public void close() {
        producer.close();
    }
}
