package io.millrace.benchmarks.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.Keyspace;
import io.millrace.cassandra.RollupsTable;
import io.millrace.cassandra.Schema;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.topic.RowPartitioner;
import io.millrace.model.definition.PipelineDefinition.RetentionDefinition;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.writer.sink.Limits;
import io.millrace.writer.sink.SinkContext;
import io.millrace.writer.sink.SinkLoop;
import io.millrace.writer.sink.SinkMetrics;
import io.millrace.writer.table.CassandraBatches;
import io.millrace.writer.table.Retention;
import io.millrace.writer.table.RollupChange;
import io.millrace.writer.table.RollupReader;
import io.millrace.writer.table.Sinks;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Rollup rows into Cassandra: our sink, which reads them from a topic and commits its offsets, against the bare driver, which has them in memory;
 * the same rows, statements, batch size and number in flight. They take turns, since Cassandra flushes and compacts when it likes; the first turns, in
 * which both warm up, don't count.
 */
final class WriterComparison {
    private static final String GROUP = "cassandra-writer-rollups";
    private static final int ROUNDS = 3;
    private static final int WINDOWS = 30;
    private static final int TTL_SECONDS = (int) TimeUnit.DAYS.toSeconds(400);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final RollupLayout LAYOUT = new RollupLayout(12 * Corpus.WINDOW_MILLIS, 4);

    private final Lab lab;
    private final int rows;

    WriterComparison(Lab lab, int rows) {
        this.lab = lab;
        this.rows = rows;
    }

    Measured run() throws InterruptedException, ExecutionException {
        String topic = lab.topics().rollups().name();
        lab.ensure(lab.topics().rollups());
        RecordSerde<RollupRow.Key> keys =
                RecordSerde.register(new RollupRecords.KeyFormat(), topic + "-key", lab.registry());
        RecordSerde<RollupRecords.Content> contents =
                RecordSerde.register(new RollupRecords.ValueFormat(), topic + "-value", lab.registry());
        try (CqlSession session = CassandraConnection.of(
                        lab.platform().addresses().cassandra().toString())
                .open("benchmark")) {
            Schema.ensure(session, Keyspace.parse("1"));
            RollupsTable table = new RollupsTable(session);
            skipWhatIsThere();
            double ours = 0;
            double theirs = 0;
            for (int round = 0; round <= ROUNDS; round++) {
                // Each writes rows of its own, so that none finds the other's.
                produce(topic, rows(2 * round), keys, contents);
                double sink = sink(session, table, new RollupReader(keys, contents));
                double bare = bare(session, table, rows(2 * round + 1));
                if (round > 0) {
                    ours += sink;
                    theirs += bare;
                }
            }
            double measured = (double) rows * ROUNDS;
            return new Measured(
                    "writer", "rows/s", measured / ours, "the bare driver, the same rows", measured / theirs, 0.7);
        }
    }

    private List<RollupRow> rows(int generation) {
        List<RollupRow> all = new ArrayList<>(rows);
        int groups = rows / WINDOWS;
        for (int window = 0; window < WINDOWS; window++) {
            long start = window * Corpus.WINDOW_MILLIS;
            for (int group = 0; group < groups; group++) {
                GroupKey key = new GroupKey(("\u0001unit-" + group + "\0\0").getBytes(StandardCharsets.UTF_8));
                RollupRow.Partition partition = new RollupRow.Partition(
                        Corpus.TENANT,
                        Corpus.PIPELINE,
                        "unit_5m",
                        generation,
                        LAYOUT.bucketOf(start),
                        LAYOUT.shardOf(key));
                all.add(new RollupRow(
                        new RollupRow.Key(partition, key, start, 0),
                        start + Corpus.WINDOW_MILLIS,
                        group,
                        "{\"readings\":1000,\"total\":499500123,\"most\":999983}",
                        new byte[24],
                        1_000_000L + group));
            }
        }
        return all;
    }

    private void produce(
            String topic,
            List<RollupRow> all,
            RecordSerde<RollupRow.Key> keys,
            RecordSerde<RollupRecords.Content> contents) {
        Map<String, Object> properties = lab.kafka().properties();
        properties.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, RowPartitioner.class.getName());
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        FirstFailure failure = new FirstFailure();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (RollupRow row : all) {
                var unused = producer.send(
                        new ProducerRecord<>(
                                topic, keys.serialize(row.key()), contents.serialize(RollupRecords.Content.of(row))),
                        failure::note);
            }
        }
        failure.throwIfAny();
    }

    /** Seconds from the first assignment to the last offset committed, which is past what is durable. */
    private double sink(CqlSession session, RollupsTable table, RollupReader reader)
            throws InterruptedException, ExecutionException {
        Retention retention = new Retention(
                new DefinitionsView(Duration.ofSeconds(1)),
                new RetentionDefinition(Duration.ofDays(30), Duration.ofSeconds(TTL_SECONDS)));
        SinkContext context = new SinkContext(
                Limits.DEFAULT,
                (record, origin, code, message) ->
                        CompletableFuture.failedFuture(new IllegalStateException(code + ": " + message)),
                (delay, task) -> CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(task),
                Clock.systemUTC(),
                new Random(1));
        SinkLoop<RollupChange> loop = new SinkLoop<>(
                Sinks.consumer(lab.kafka(), "rollups", Optional.empty()),
                Sinks.rollups(lab.topics()),
                reader,
                CassandraBatches.ofRollups(session, table, retention),
                context,
                SinkMetrics.none());
        CompletableFuture<Void> running = CompletableFuture.runAsync(loop::run);
        try (Admin admin = Admin.create(lab.kafka().properties())) {
            while (!loop.isAssigned() && !running.isDone()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            long started = System.nanoTime();
            while (lag(admin) > 0 && !running.isDone()) {
                if (System.nanoTime() - started > PATIENCE.toNanos()) {
                    throw new IllegalStateException("the sink did not end");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            loop.stop();
            running.join();
            return seconds;
        }
    }

    private Map<TopicPartition, Long> ends(Admin admin) throws InterruptedException, ExecutionException {
        String topic = lab.topics().rollups().name();
        Map<TopicPartition, OffsetSpec> latest = new LinkedHashMap<>();
        for (int partition = 0; partition < lab.topics().partitions(); partition++) {
            latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        return admin.listOffsets(latest).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private long lag(Admin admin) throws InterruptedException, ExecutionException {
        var committed = admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get();
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : ends(admin).entrySet()) {
            var offset = committed.get(end.getKey());
            lag += end.getValue() - (offset == null ? 0 : offset.offset());
        }
        return lag;
    }

    /** The rows of another comparison are not to be written here. */
    private void skipWhatIsThere() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(lab.kafka().properties())) {
            Map<TopicPartition, org.apache.kafka.clients.consumer.OffsetAndMetadata> offsets =
                    ends(admin).entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey,
                                    entry ->
                                            new org.apache.kafka.clients.consumer.OffsetAndMetadata(entry.getValue())));
            admin.alterConsumerGroupOffsets(GROUP, offsets).all().get();
        }
    }

    /** Seconds. */
    private double bare(CqlSession session, RollupsTable table, List<RollupRow> all) throws InterruptedException {
        Map<RollupRow.Partition, List<RollupRow>> partitions = all.stream()
                .collect(Collectors.groupingBy(row -> row.key().partition(), LinkedHashMap::new, Collectors.toList()));
        int inFlight = Limits.DEFAULT.batchesInFlight();
        int size = Limits.DEFAULT.rowsPerBatch();
        Semaphore free = new Semaphore(inFlight);
        FirstFailure failure = new FirstFailure();
        long started = System.nanoTime();
        for (List<RollupRow> partition : partitions.values()) {
            for (int first = 0; first < partition.size(); first += size) {
                BatchStatement batch = BatchStatement.newInstance(BatchType.UNLOGGED)
                        .addAll(partition.subList(first, Math.min(partition.size(), first + size)).stream()
                                .map(row -> table.insert(row, TTL_SECONDS))
                                .toList());
                free.acquire();
                var unused = session.executeAsync(batch).whenComplete((done, problem) -> {
                    failure.note(done, problem);
                    free.release();
                });
            }
        }
        free.acquire(inFlight);
        failure.throwIfAny();
        return (System.nanoTime() - started) / 1e9;
    }
}
