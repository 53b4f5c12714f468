package io.millrace.batch.live;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.millrace.batch.run.Facts;
import io.millrace.batch.run.Pause;
import io.millrace.batch.run.RefusedException;
import io.millrace.batch.run.World;
import io.millrace.batch.spark.CassandraTables;
import io.millrace.batch.spark.SparkRuntime;
import io.millrace.cassandra.CassandraAccessException;
import io.millrace.cassandra.ProofsTable;
import io.millrace.cassandra.RunsTable;
import io.millrace.cassandra.Schema;
import io.millrace.cassandra.TimelineTable;
import io.millrace.kafka.cuts.CutsLog;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.definitions.DefinitionsLog;
import io.millrace.kafka.record.PipelineFormat;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.kafka.topic.KafkaAccessException;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.DefinitionReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that a run works with, opened; and what is known of its pipeline. */
public final class LiveWorld implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveWorld.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Settings settings;
    private final Clock clock;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private LiveWorld(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What was opened.
     *
     * @param sparkPage where Spark's own pages are; empty = nowhere
     */
    public record Opened(World world, Facts facts, String sparkPage) {}

    /** Nothing is opened yet; to be closed whatever comes. */
    public static LiveWorld of(Settings settings, Clock clock) {
        return new LiveWorld(settings, clock);
    }

    /**
     * Opens everything.
     *
     * @throws RefusedException if something can't be reached, or there is no such pipeline
     */
    public Opened open(String tenant, String pipeline) throws InterruptedException {
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        ensureTopics();
        Definitions definitions = definitions(registry);
        KafkaOffsets offsets = keep(new KafkaOffsets(settings.kafka()));
        Facts facts = facts(definitions, tenant, pipeline, offsets.topics());
        CutsLog cuts = cuts(registry);
        CqlSession session = session();
        SparkRuntime spark = keep(SparkRuntime.start("millrace " + tenant + "/" + pipeline));
        Pause pause = time -> Thread.sleep(time.toMillis());
        IngestClient ingest = new IngestClient(settings.ingest(), settings.key(), clock, pause);
        World world = new World(
                new CassandraTimelines(new TimelineTable(session)),
                new IngestFeeds(ingest, cuts::of, () -> definitions
                        .find(tenant, pipeline)
                        .map(ActivePipeline::record)),
                offsets,
                new SparkEngine(spark, spark.job(new CassandraTables(settings.cassandra())), session, clock),
                new CassandraRuns(session, new RunsTable(session)),
                new TopicImports(settings.kafka(), session),
                new IngestUploads(ingest),
                new CassandraProofs(new ProofsTable(session)),
                clock,
                pause);
        return new Opened(world, facts, spark.page());
    }

    private void ensureTopics() {
        Topics topics = new Topics(1);
        try {
            TopicCreator.ensure(
                    settings.kafka(), TIMEOUT, List.of(topics.pipelines(), topics.lookups(), topics.cuts()));
        } catch (KafkaAccessException refused) {
            throw new RefusedException(refused.problem(), refused.cure(), refused);
        } catch (KafkaException failure) {
            throw new RefusedException(
                    "Kafka at " + settings.kafka().bootstrapServers() + " can't be used: " + failure.getMessage(),
                    "See that it runs, and name it with --kafka or MILLRACE_KAFKA.",
                    failure);
        }
    }

    private Definitions definitions(SchemaRegistry registry) throws InterruptedException {
        DefinitionsLog log = keep(asked(() -> new DefinitionsLog(
                settings.kafka(),
                RecordSerde.register(
                        new PipelineFormat(), new Topics(1).pipelines().name() + "-value", registry),
                DefinitionsLog.lookupSerde(registry),
                DefinitionReader::read,
                clock)));
        log.start();
        requireCaughtUp(log.awaitCaughtUp(TIMEOUT), "definitions");
        return log.definitions();
    }

    private CutsLog cuts(SchemaRegistry registry) throws InterruptedException {
        CutsLog log = keep(asked(() -> new CutsLog(settings.kafka(), registry, clock)));
        log.start();
        requireCaughtUp(log.awaitCaughtUp(TIMEOUT), "cuts");
        return log;
    }

    private <T> T asked(java.util.function.Supplier<T> registered) {
        try {
            return registered.get();
        } catch (SchemaRegistryException failure) {
            throw new RefusedException(
                    "The schema registry at " + settings.registry() + " can't be used: " + failure.getMessage(),
                    "See that it runs, and name it with --registry or MILLRACE_REGISTRY.",
                    failure);
        }
    }

    private static void requireCaughtUp(boolean caughtUp, String topic) {
        if (!caughtUp) {
            throw new RefusedException(
                    "The topic of " + topic + " could not be read to its end within " + TIMEOUT.toSeconds() + " s.",
                    "See that Kafka and the schema registry run. Then run the same again.");
        }
    }

    private static Facts facts(Definitions definitions, String tenant, String pipeline, Topics topics) {
        definitions.unreadable(tenant, pipeline).ifPresent(unreadable -> {
            throw new RefusedException(
                    "The definition of " + pipeline + " can't be read by this version: " + unreadable.reason(),
                    "Use the version of Millrace that it was put with, or put a definition that is right.");
        });
        ActivePipeline active = definitions
                .find(tenant, pipeline)
                .orElseThrow(() -> new RefusedException(
                        "Tenant " + tenant + " has no pipeline " + pipeline + ".",
                        "Its pipelines are: "
                                + definitions.all().stream()
                                        .filter(candidate -> candidate.tenant().equals(tenant))
                                        .map(ActivePipeline::name)
                                        .sorted()
                                        .collect(Collectors.joining(", "))
                                + "."));
        if (active.isDeleted()) {
            throw new RefusedException(
                    "Pipeline " + pipeline + " is deleted.", "Put its definition again to work on what it counted.");
        }
        return new Facts(active, definitions.lookups(), definitions.offset(), topics.partitions());
    }

    private CqlSession session() {
        try {
            CqlSession session = keep(settings.cassandra().connection().open("batch-recompute"));
            if (!Schema.isPresent(session)) {
                throw new RefusedException(
                        "Cassandra at " + settings.cassandra().contactPoints() + " has not all of Millrace's tables.",
                        "Start the cassandra-writer of this version once: it makes them.");
            }
            return session;
        } catch (CassandraAccessException refused) {
            throw new RefusedException(refused.problem(), refused.cure(), refused);
        } catch (AllNodesFailedException unreachable) {
            throw new RefusedException(
                    "Cassandra at " + settings.cassandra().contactPoints() + " can't be reached: "
                            + unreachable.getMessage(),
                    "See that it runs, and name it with --cassandra or MILLRACE_CASSANDRA.",
                    unreachable);
        } catch (DriverException | IllegalStateException failure) {
            throw new RefusedException(
                    "Cassandra at " + settings.cassandra().contactPoints() + " can't be used: " + failure.getMessage(),
                    "See that --cassandra-datacenter is the one that it has there.",
                    failure);
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    /** The last opened first. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failure) {
                LOG.warn("could not be closed", failure);
            }
        }
    }
}
