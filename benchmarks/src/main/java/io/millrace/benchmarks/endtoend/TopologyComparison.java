package io.millrace.benchmarks.endtoend;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.stream.poll.RunClients;
import io.millrace.stream.stage.StageEnvironment;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.stage.StageMetrics;
import io.millrace.stream.stage.StageRecords;
import io.millrace.stream.topology.MillraceTopology;
import io.millrace.stream.topology.StoreMemory;
import io.millrace.stream.topology.StreamsProperties;
import io.millrace.stream.topology.StreamsSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * Rollups of the corpus, exactly once, commits every 200 ms, four threads, events read from a topic: our topology against the same aggregation in the DSL, and against one consumer, and four, that poll, decode and do no more. Each runs alone; they take turns, once to warm up
 * and three times counted, of which the median stands. In every other turn events might have copies, which ours looks for and the others do not.
 */
final class TopologyComparison {
    private static final int THREADS = 4;
    private static final Duration COMMIT = Duration.ofMillis(200);
    private static final long MEGABYTE = 1 << 20;
    private static final int ROUNDS = 3;
    private static final String OURS = "topology";
    private static final String DEDUPE = "topology with dedupe";
    private static final String DSL = "the Kafka Streams DSL";
    private static final String ONE_CONSUMER = "a consumer that only decodes";
    private static final String CONSUMERS = "four consumers that only decode";

    private final Lab lab;
    private final int events;
    private final List<String> rollups;
    private final Corpus corpus = new Corpus();
    private long produced;

    /**
     * @param events of a round
     * @param rollups of the corpus
     */
    TopologyComparison(Lab lab, int events, List<String> rollups) {
        this.lab = lab;
        this.events = events;
        this.rollups = rollups;
    }

    /** One engine: how it is made, and how its output is read. */
    private interface Engine {
        KafkaStreams create();
    }

    List<Measured> run() throws InterruptedException {
        lab.ensure(
                lab.topics().events(Corpus.TENANT),
                lab.topics().rollups(),
                lab.topics().progress(),
                lab.topics().deadLetters(),
                lab.plainTopic(DslTopology.OUTPUT));
        try (StoreMemory memory = new StoreMemory(128 * MEGABYTE);
                OutputTotals ours =
                        new OutputTotals(lab, lab.topics().rollups().name(), rollups, TopologyComparison::counted);
                OutputTotals theirs = new OutputTotals(lab, DslTopology.OUTPUT, rollups, DslTopology::counted)) {
            Engine millrace = () -> millrace(memory);
            BareConsumer one = new BareConsumer(lab, 1);
            BareConsumer several = new BareConsumer(lab, THREADS);
            Rounds rounds = new Rounds();
            for (int round = 0; round <= ROUNDS; round++) {
                for (boolean mayHaveCopies : new boolean[] {false, true}) {
                    long before = produced;
                    produce(events, mayHaveCopies);
                    rounds.add(mayHaveCopies ? DEDUPE : OURS, events, round(millrace, ours));
                    rounds.add(DSL, events, round(this::dsl, theirs));
                    rounds.add(ONE_CONSUMER, events, one.read(produced - before));
                    rounds.add(CONSUMERS, events, several.read(produced - before));
                }
            }
            return List.of(
                    measured(rounds, OURS, DSL, 5.0),
                    measured(rounds, OURS, ONE_CONSUMER, 0.5),
                    measured(rounds, OURS, CONSUMERS, 0.5),
                    measured(rounds, DEDUPE, DSL, 2.0));
        }
    }

    private static Measured measured(Rounds rounds, String what, String against, double goal) {
        return new Measured(what, "events/s", rounds.median(what), against, rounds.median(against), goal);
    }

    /** Key: header, tenant, pipeline, rollup; value: header, window end, events. */
    private static OutputTotals.Counted counted(ConsumerRecord<byte[], byte[]> record) {
        ByteReader key = new ByteReader(record.key());
        key.skip(EventEncoder.HEADER_LENGTH);
        key.skip(key.readLength());
        key.skip(key.readLength());
        String rollup = new String(key.readLengthPrefixed(), StandardCharsets.UTF_8);
        ByteReader value = new ByteReader(record.value());
        value.skip(EventEncoder.HEADER_LENGTH);
        value.readVarLong();
        return new OutputTotals.Counted(rollup, value.readVarLong());
    }

    /** From running to every event counted and committed, in seconds. */
    private double round(Engine engine, OutputTotals totals) throws InterruptedException {
        try (KafkaStreams streams = engine.create()) {
            CountDownLatch running = new CountDownLatch(1);
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.RUNNING) {
                    running.countDown();
                }
            });
            streams.start();
            running.await();
            long started = System.nanoTime();
            totals.await(produced);
            return (System.nanoTime() - started) / 1e9;
        }
    }

    private KafkaStreams millrace(StoreMemory memory) {
        ActivePipeline pipeline = Corpus.pipeline(rollups);
        DefinitionsView definitions = new DefinitionsView(Duration.ofSeconds(10));
        definitions.put(pipeline.tenant() + "/" + pipeline.name(), pipeline);
        definitions.advance(0);
        StageEnvironment environment = new StageEnvironment(
                definitions,
                StageRecords.register(lab.topics(), lab.registry()),
                new StageLimits(32 * MEGABYTE, 100_000, 16 * MEGABYTE, 32 * MEGABYTE),
                StageMetrics.NONE,
                Clock.systemUTC());
        Topology topology = MillraceTopology.build(environment, lab.topics());
        StreamsSettings settings = new StreamsSettings(
                lab.kafka(), lab.folder().resolve("streams"), "bench", THREADS, 0, COMMIT, 128 * MEGABYTE);
        return new KafkaStreams(topology, StreamsProperties.of(settings, memory), new RunClients(Topics::isEvents));
    }

    private KafkaStreams dsl() {
        Properties properties = new Properties();
        properties.putAll(lab.kafka().properties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "dsl");
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG, lab.folder().resolve("dsl").toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT.toMillis());
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64 * MEGABYTE);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
        return new KafkaStreams(
                DslTopology.build(lab.topics().events(Corpus.TENANT).name(), rollups), properties);
    }

    private void produce(int count, boolean mayHaveCopies) {
        Map<String, Object> properties = lab.kafka().properties();
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        String topic = lab.topics().events(Corpus.TENANT).name();
        FirstFailure failure = new FirstFailure();
        Event event = new Event(Corpus.schema());
        ByteWriter out = new ByteWriter();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int index = 0; index < count; index++) {
                corpus.next(event, produced);
                EventId id = mayHaveCopies ? corpus.declaredId() : corpus.id(produced);
                var unused = producer.send(
                        new ProducerRecord<>(topic, id.toBytes(), Corpus.encoded(event, out)), failure::note);
                produced++;
            }
        }
        failure.throwIfAny();
    }
}
