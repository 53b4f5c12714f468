package io.millrace.stream;

import io.millrace.kafka.topic.Topics;
import io.millrace.stream.poll.RunClients;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.internals.StreamsConfigUtils;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.internals.InternalTopologyBuilder;
import org.apache.kafka.streams.processor.internals.ProcessorContextImpl;
import org.apache.kafka.streams.processor.internals.ProcessorStateManager;
import org.apache.kafka.streams.processor.internals.ProcessorTopology;
import org.apache.kafka.streams.processor.internals.RecordCollectorImpl;
import org.apache.kafka.streams.processor.internals.StateDirectory;
import org.apache.kafka.streams.processor.internals.StreamTask;
import org.apache.kafka.streams.processor.internals.StreamsProducer;
import org.apache.kafka.streams.processor.internals.Task;
import org.apache.kafka.streams.processor.internals.metrics.StreamsMetricsImpl;
import org.apache.kafka.streams.state.internals.ThreadCache;

/**
 * One subtopology as Kafka Streams' own task, with a transactional producer that keeps only what was committed. Unlike the {@code
 * TopologyTestDriver} it commits when it is told, and can crash before.
 */
final class TaskHarness implements AutoCloseable {
    private final MockProducer<byte[], byte[]> producer;
    private final StreamsProducer streamsProducer;
    private final MockConsumer<byte[], byte[]> consumer;
    private final TopicPartition input;
    private final StreamTask task;

    TaskHarness(Topology topology, int subtopology, String sourceNode, String topic, Properties properties) {
        this(topology, subtopology, 0, sourceNode, topic, properties);
    }

    TaskHarness(
            Topology topology, int subtopology, int partition, String sourceNode, String topic, Properties properties) {
        StreamsConfig config = new StreamsConfig(properties);
        LogContext log = new LogContext("harness ");
        Time time = Time.SYSTEM;
        TaskId id = new TaskId(subtopology, partition);
        input = new TopicPartition(topic, id.partition());

        InternalTopologyBuilder builder = builderOf(topology);
        builder.rewriteTopology(config);
        ProcessorTopology processors = builder.buildSubtopology(subtopology);
        processors.updateSourceTopics(Map.of(sourceNode, List.of(topic)));

        StreamsMetricsImpl metrics = new StreamsMetricsImpl(new Metrics(), "harness", time);
        ThreadCache cache = new ThreadCache(log, 0, metrics);
        consumer = new MockConsumer<>("earliest");
        consumer.assign(Set.of(input));
        consumer.updateBeginningOffsets(Map.of(input, 0L));
        producer =
                new MockProducer<>(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public List<PartitionInfo> partitionsFor(String name) {
                        return List.of(new PartitionInfo(name, 0, null, null, null));
                    }
                };
        streamsProducer = new StreamsProducer(producer, StreamsConfigUtils.processingMode(config), time, log);
        StateDirectory directory = new StateDirectory(config, time, true, false);
        ProcessorStateManager state = new ProcessorStateManager(
                id, Task.TaskType.ACTIVE, true, log, directory, processors.storeToChangelogTopic(), Set.of(input));
        task = new StreamTask(
                id,
                Set.of(input),
                processors,
                consumer,
                builder.topologyConfigs().getTaskConfig(),
                metrics,
                directory,
                cache,
                time,
                state,
                new RecordCollectorImpl(
                        log, id, streamsProducer, config.productionExceptionHandler(), metrics, processors),
                new ProcessorContextImpl(id, config, state, metrics, cache),
                log,
                false);
        begin();
    }

    private void begin() {
        task.initializeIfNeeded();
        task.completeRestoration(partitions -> {});
        task.updateNextOffsets(input, new OffsetAndMetadata(0, Optional.empty(), ""));
    }

    /** Processes records in one transaction, which stays open. */
    void process(List<ConsumerRecord<byte[], byte[]>> records) {
        add(records);
        while (task.hasRecordsQueued()) {
            processOne();
        }
    }

    /** Gives the task records to process. */
    void add(List<ConsumerRecord<byte[], byte[]>> records) {
        task.addRecords(input, records);
    }

    /** Processes a record of those that wait. */
    void processOne() {
        if (!task.process(Time.SYSTEM.milliseconds())) {
            throw new AssertionError("the task does not process what it has");
        }
    }

    /** Records as the main consumer hands them over when it polled them at once. */
    static List<ConsumerRecord<byte[], byte[]>> inRuns(List<ConsumerRecord<byte[], byte[]>> records) {
        TopicPartition partition =
                new TopicPartition(records.get(0).topic(), records.get(0).partition());
        MockConsumer<byte[], byte[]> polled = new MockConsumer<>("earliest");
        polled.assign(Set.of(partition));
        polled.updateBeginningOffsets(Map.of(partition, 0L));
        records.forEach(polled::addRecord);
        return new RunClients(Topics::isEvents)
                .inRuns(polled)
                .poll(Duration.ZERO)
                .records(partition);
    }

    /** What a task does for a commit before its transaction is committed. */
    Map<TopicPartition, OffsetAndMetadata> prepareCommit() {
        return task.prepareCommit(true);
    }

    /** Whether its thread is to commit without waiting for the interval. */
    boolean asksForCommit() {
        return task.commitRequested();
    }

    void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = prepareCommit();
        streamsProducer.commitTransaction(offsets, consumer.groupMetadata());
        task.postCommit(false);
    }

    /** What happens to a task that another process takes over, before it is closed or goes on as a standby. */
    void commitAndSuspend() {
        commit();
        task.suspend();
    }

    /** Loses the transaction and the local state, as Kafka Streams does, and begins again with the same processors. */
    void abortAndRevive() {
        task.prepareCommit(false);
        task.suspend();
        task.closeDirty();
        task.revive();
        begin();
    }

    /** What was committed to a topic. */
    List<ProducerRecord<byte[], byte[]>> committed(String topic) {
        return producer.history().stream()
                .filter(record -> record.topic().equals(topic))
                .toList();
    }

    static ConsumerRecord<byte[], byte[]> record(String topic, long offset, long appendTime, byte[] key, byte[] value) {
        return new ConsumerRecord<>(
                topic,
                0,
                offset,
                appendTime,
                TimestampType.LOG_APPEND_TIME,
                key.length,
                value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    @Override
    public void close() {
        task.prepareCommit(false);
        task.suspend();
        task.closeDirty();
    }

    /** Kafka's own test driver lies in the package of Topology; this does not. */
    private static InternalTopologyBuilder builderOf(Topology topology) {
        try {
            Field field = Topology.class.getDeclaredField("internalTopologyBuilder");
            field.setAccessible(true);
            return (InternalTopologyBuilder) field.get(topology);
        } catch (ReflectiveOperationException changed) {
            throw new LinkageError("Kafka Streams changed", changed);
        }
    }
}
