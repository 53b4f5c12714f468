package io.millrace.benchmarks.endtoend;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.event.EventEncoder;
import io.millrace.stream.drain.CommitIntervals;
import io.millrace.stream.drain.CommitPaces;
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
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * Rollups of the corpus, exactly once, commits every 200 ms, four threads, events read from a topic: our topology against the same aggregation in the DSL, and against one consumer, and four, that poll, decode and do no more.
 * Each runs alone, has a topic to itself and has counted a few events when those of the round, for which it waits, are committed at one moment: from then on it is timed. They take turns, once to warm up
 * and three times counted, of which the median stands. In every other turn events might have copies, which ours looks for and the others do not.
 */
final class TopologyComparison {
    private static final int THREADS = 4;
    private static final Duration COMMIT = Duration.ofMillis(200);
    private static final long MEGABYTE = 1 << 20;
    private static final int ROUNDS = 3;

    /** Enough for every task of an engine to have some. */
    private static final int FIRST_EVENTS = 10_000;

    private static final String DSL_INPUT = "dsl-events";
    private static final String CONSUMERS_INPUT = "consumed-events";
    private static final String OURS = "topology";
    private static final String DEDUPE = "topology with dedupe";
    private static final String DSL = "the Kafka Streams DSL";
    private static final String ONE_CONSUMER = "a consumer that only decodes";
    private static final String CONSUMERS = "four consumers that only decode";

    private final Lab lab;
    private final int events;
    private final List<String> rollups;

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
                lab.plainTopic(DSL_INPUT),
                lab.plainTopic(DslTopology.OUTPUT),
                lab.plainTopic(CONSUMERS_INPUT));
        EventsInput toOurs =
                new EventsInput(lab, lab.topics().events(Corpus.TENANT).name());
        EventsInput toDsl = new EventsInput(lab, DSL_INPUT);
        EventsInput toConsumers = new EventsInput(lab, CONSUMERS_INPUT);
        try (StoreMemory memory = new StoreMemory(128 * MEGABYTE);
                OutputTotals ours =
                        new OutputTotals(lab, lab.topics().rollups().name(), rollups, TopologyComparison::counted);
                OutputTotals theirs = new OutputTotals(lab, DslTopology.OUTPUT, rollups, DslTopology::counted)) {
            Engine millrace = () -> millrace(memory);
            BareConsumer one = new BareConsumer(lab, toConsumers, 1);
            BareConsumer several = new BareConsumer(lab, toConsumers, THREADS);
            Rounds rounds = new Rounds();
            for (int round = 0; round <= ROUNDS; round++) {
                for (boolean mayHaveCopies : new boolean[] {false, true}) {
                    rounds.add(mayHaveCopies ? DEDUPE : OURS, events, round(millrace, toOurs, mayHaveCopies, ours));
                    rounds.add(DSL, events, round(this::dsl, toDsl, mayHaveCopies, theirs));
                    rounds.add(ONE_CONSUMER, events, one.read(events, mayHaveCopies));
                    rounds.add(CONSUMERS, events, several.read(events, mayHaveCopies));
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

    /** From the commit of its events, for which an engine waits that has counted others since it started, to every one counted and committed, in seconds. */
    private double round(Engine engine, EventsInput input, boolean mayHaveCopies, OutputTotals totals)
            throws InterruptedException {
        try (KafkaStreams streams = engine.create()) {
            CountDownLatch running = new CountDownLatch(1);
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.RUNNING) {
                    running.countDown();
                }
            });
            streams.start();
            running.await();
            try (EventsInput.Round first = input.append(FIRST_EVENTS, mayHaveCopies)) {
                first.commit();
            }
            totals.await(input.appended());
            try (EventsInput.Round round = input.append(events, mayHaveCopies)) {
                long started = System.nanoTime();
                round.commit();
                totals.await(input.appended());
                return (System.nanoTime() - started) / 1e9;
            }
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
                new CommitPaces(new CommitIntervals(COMMIT, COMMIT), Clock.systemUTC()),
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
        return new KafkaStreams(DslTopology.build(DSL_INPUT, rollups), properties);
    }
}
