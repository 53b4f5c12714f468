package io.millrace.system;

import io.millrace.batch.plan.Target;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.batch.spark.CassandraAddress;
import io.millrace.batch.spark.CassandraTables;
import io.millrace.batch.spark.Destination;
import io.millrace.batch.spark.RecomputeJob;
import io.millrace.batch.spark.Sessions;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.definitions.DefinitionsLog;
import io.millrace.kafka.record.PipelineFormat;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What is submitted: reads the definition of a pipeline from Kafka and writes all its rollups, computed of the archive, as a generation. It runs with
 * the one jar, in which all libraries have other names, so it may touch none of theirs but Spark.
 */
public final class SubmittedRecompute {
    private SubmittedRecompute() {}

    /** Arguments: Kafka, registry, Cassandra, tenant, pipeline, generation, from, to. */
    public static void main(String[] arguments) throws Exception {
        KafkaConnection kafka = new KafkaConnection(arguments[0]);
        SchemaRegistry registry = new SchemaRegistry(URI.create(arguments[1]));
        String subject = new Topics(1).pipelines().name() + "-value";
        int generation = Integer.parseInt(arguments[5]);
        TimeInterval interval = new TimeInterval(
                Instant.parse(arguments[6]).toEpochMilli(),
                Instant.parse(arguments[7]).toEpochMilli());
        try (DefinitionsLog log = new DefinitionsLog(
                        kafka,
                        RecordSerde.register(new PipelineFormat(), subject, registry),
                        DefinitionsLog.lookupSerde(registry),
                        DefinitionReader::read,
                        Clock.systemUTC());
                JavaSparkContext spark = new JavaSparkContext(
                        new SparkConf().setAppName("submitted").set("spark.ui.enabled", "false"))) {
            log.start();
            if (!log.awaitCaughtUp(Duration.ofSeconds(60))) {
                throw new IllegalStateException("no definitions");
            }
            List<ActiveRollup> rollups = log.definitions()
                    .find(arguments[3], arguments[4])
                    .orElseThrow()
                    .rollups();
            List<Target> targets = rollups.stream()
                    .map(rollup -> Target.of(rollup.name(), 1, 1, interval))
                    .toList();
            List<Destination> destinations = rollups.stream()
                    .map(rollup -> destination(generation, rollup.layout()))
                    .toList();
            WorkPlan plan = WorkPlan.of(
                    log.definitions()
                            .find(arguments[3], arguments[4])
                            .orElseThrow()
                            .record(),
                    log.definitions().lookups(),
                    targets,
                    4);
            CassandraAddress address = new CassandraAddress(arguments[2], CassandraConnection.DEFAULT_DATACENTER);
            RecomputeJob.Written written =
                    new RecomputeJob(spark, new CassandraTables(address), 2).write(plan, destinations);
            System.out.println("rows " + written.rows() + " on " + spark.master());
        } finally {
            Sessions.closeAll();
        }
    }

    private static Destination destination(int generation, RollupLayout layout) {
        return new Destination(generation, layout.bucket(), layout.shards(), 3_600, 1);
    }
}
