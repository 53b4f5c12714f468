package io.millrace.benchmarks.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.Keyspace;
import io.millrace.cassandra.RollupsTable;
import io.millrace.cassandra.Schema;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.topic.ConsumerGroups;
import io.millrace.kafka.topic.RowPartitioner;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.writer.sink.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Rollup rows into Cassandra: our sink, which reads them from a topic and commits its offsets, against the bare driver, which has them in memory;
 * the same rows, statements, batch size and number in flight. They take turns, since Cassandra flushes and compacts when it likes; the first turns, in
 * which both warm up, don't count.
 */
final class WriterComparison {
    private static final int ROUNDS = 3;
    private static final int WINDOWS = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

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
                        .open("benchmark");
                Offsets offsets = new Offsets(lab)) {
            Schema.ensure(session, Keyspace.parse("1"));
            RollupsTable table = new RollupsTable(session);
            // The rows of another comparison are not to be written here.
            offsets.skip(ConsumerGroups.ROLLUPS, topic);
            double ours = 0;
            double theirs = 0;
            for (int round = 0; round <= ROUNDS; round++) {
                // Each writes rows of its own, so that none finds the other's.
                produce(topic, rows(2 * round), keys, contents);
                double sink = sink(session, offsets);
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
                        Corpus.LAYOUT.bucketOf(start),
                        Corpus.LAYOUT.shardOf(key));
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
    private double sink(CqlSession session, Offsets offsets) throws InterruptedException, ExecutionException {
        try (RollupSink sink = RollupSink.start(lab, session)) {
            long started = System.nanoTime();
            while (offsets.lag(ConsumerGroups.ROLLUPS, lab.topics().rollups().name()) > 0) {
                sink.requireRunning();
                if (System.nanoTime() - started > PATIENCE.toNanos()) {
                    throw new IllegalStateException("the sink did not end");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            return (System.nanoTime() - started) / 1e9;
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
                                .map(row -> table.insert(row, RollupSink.TTL_SECONDS))
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
