package io.millrace.ingest.sources.topic;

import io.millrace.ingest.intake.EventIds;
import io.millrace.ingest.intake.IntakeOrigin;
import io.millrace.ingest.intake.RecordIntake;
import io.millrace.ingest.sources.ProgressChange;
import io.millrace.ingest.sources.Source;
import io.millrace.ingest.sources.SourceBatch;
import io.millrace.ingest.sources.SourceIntake;
import io.millrace.ingest.sources.SourceStep;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.registry.RegisteredAvro;
import io.millrace.model.definition.SourceDefinition.Format;
import io.millrace.model.definition.SourceDefinition.Kafka;
import io.millrace.model.definition.SourceDefinition.StartFrom;
import io.millrace.model.format.CutRecord;
import io.millrace.model.format.EventReader;
import io.millrace.model.format.EventReaders;
import io.millrace.model.format.MalformedBodyException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads a topic of the team's own. Progress is the offsets, which are committed with the events and nowhere else. */
public final class TopicSource implements Source {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LOOK_FOR_PARTITIONS = Duration.ofSeconds(30);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final CutRecord.Unreadable NO_VALUE =
            new CutRecord.Unreadable("the record has no value: it says that its key is gone, which is no event");

    private final Kafka definition;
    private final SourceIntake intake;
    private final RegisteredAvro avro;
    private final Supplier<Consumer<byte[], byte[]>> opener;

    private Optional<Consumer<byte[], byte[]>> open = Optional.empty();
    private Instant partitionsAt = Instant.MIN;

    /**
     * @param opener opens a consumer without a group, which resets no offset by itself and reads what is committed
     */
    public TopicSource(
            Kafka definition, SourceIntake intake, RegisteredAvro avro, Supplier<Consumer<byte[], byte[]>> opener) {
        this.definition = definition;
        this.intake = intake;
        this.avro = avro;
        this.opener = opener;
    }

    @Override
    public SourceStep step(Situation situation) throws IOException {
        boolean done = false;
        try {
            SourceStep step = read(situation);
            done = true;
            return step;
        } finally {
            if (!done) {
                // What was polled and not used would be passed over.
                close();
            }
        }
    }

    private SourceStep read(Situation situation) throws IOException {
        Map<Integer, Long> offsets = offsets(situation.progress().position());
        Consumer<byte[], byte[]> consumer = open.isPresent() ? open.get() : opener.get();
        boolean opened = open.isEmpty();
        open = Optional.of(consumer);
        if (opened || situation.now().isAfter(partitionsAt.plus(LOOK_FOR_PARTITIONS))) {
            assign(consumer, offsets, situation);
        }
        ProgressChange change = new ProgressChange(situation.progress(), situation.now());
        SourceBatch batch = new SourceBatch();
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (TopicPartition partition : records.partitions()) {
                take(partition, records.records(partition), batch, situation.pipeline());
            }
            consumer.assignment()
                    .forEach(partition -> offsets.put(partition.partition(), consumer.position(partition)));
        } catch (OffsetOutOfRangeException gone) {
            return skip(consumer, gone.offsetOutOfRangePartitions(), offsets, change, situation);
        }
        Map<String, String> position = position(offsets);
        if (position.equals(situation.progress().position())) {
            return SourceStep.nothing(situation.now().plus(PAUSE));
        }
        change.count(batch).position(position).lag(lag(consumer));
        return SourceStep.of(batch, change.done(), situation.now());
    }

    private static Map<Integer, Long> offsets(Map<String, String> position) {
        Map<Integer, Long> offsets = new TreeMap<>();
        position.forEach((partition, offset) -> offsets.put(Integer.parseInt(partition), Long.parseLong(offset)));
        return offsets;
    }

    private static Map<String, String> position(Map<Integer, Long> offsets) {
        Map<String, String> position = new TreeMap<>();
        offsets.forEach((partition, offset) -> position.put(Integer.toString(partition), Long.toString(offset)));
        return position;
    }

    /** Reads all partitions there are now, each from where it was left off. One that is new since the beginning is read from its own. */
    private void assign(Consumer<byte[], byte[]> consumer, Map<Integer, Long> offsets, Situation situation)
            throws IOException {
        List<PartitionInfo> found = consumer.partitionsFor(definition.topic());
        if (found == null || found.isEmpty()) {
            throw new IOException("there is no topic " + definition.topic());
        }
        List<TopicPartition> partitions = found.stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        Set<TopicPartition> before = consumer.assignment();
        boolean first = offsets.isEmpty();
        List<TopicPartition> unknown = partitions.stream()
                .filter(partition -> !offsets.containsKey(partition.partition()))
                .toList();
        Map<TopicPartition, Long> starts = first && definition.startFrom() == StartFrom.LATEST
                ? consumer.endOffsets(unknown)
                : consumer.beginningOffsets(unknown);
        starts.forEach((partition, offset) -> offsets.put(partition.partition(), offset));
        if (!before.equals(Set.copyOf(partitions))) {
            consumer.assign(partitions);
            partitions.forEach(
                    partition -> consumer.seek(partition, Objects.requireNonNull(offsets.get(partition.partition()))));
        }
        partitionsAt = situation.now();
    }

    private void take(
            TopicPartition partition,
            Collection<ConsumerRecord<byte[], byte[]>> records,
            SourceBatch batch,
            ActivePipeline pipeline)
            throws IOException {
        String contentType = definition.format() == Format.JSON ? "application/json" : RegisteredAvro.CONTENT_TYPE;
        RecordIntake into = intake.of(
                new IntakeOrigin(
                        pipeline, "topic " + partition.topic() + " partition " + partition.partition(), contentType),
                EventIds.ofPlace(pipeline, "topic\n" + partition.topic() + "\n" + partition.partition()),
                batch);
        List<CutRecord> cut = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            cut.add(cut(record));
        }
        try (EventReader reader = EventReaders.ofCut(
                cut.iterator(),
                pipeline.definition(),
                pipeline.schema(),
                intake.limits().record())) {
            while (reader.next()) {
                var unused = into.take(reader);
            }
        } catch (MalformedBodyException impossible) {
            throw new IllegalStateException("records that are cut have no rest", impossible);
        }
    }

    private CutRecord cut(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            // Nothing that was in the topic is passed over in silence: what is no event is a dead letter.
            return new CutRecord(record.offset(), new byte[0], NO_VALUE);
        }
        return definition.format() == Format.JSON
                ? new CutRecord(record.offset(), record.value(), new CutRecord.Json())
                : avro.cut(record.offset(), record.value());
    }

    /** What retention took before it was read can't be had any more; it is said, and reading goes on behind it. */
    private static SourceStep skip(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> gone,
            Map<Integer, Long> offsets,
            ProgressChange change,
            Situation situation) {
        StringBuilder lost = new StringBuilder();
        consumer.beginningOffsets(gone.keySet()).forEach((partition, beginning) -> {
            lost.append(lost.isEmpty() ? "" : "; ")
                    .append("partition ")
                    .append(partition.partition())
                    .append(" has no offset ")
                    .append(gone.get(partition))
                    .append(", it goes on at ")
                    .append(beginning);
            offsets.put(partition.partition(), beginning);
            consumer.seek(partition, beginning);
        });
        change.beginRun("topic").endRun(Optional.of(lost.toString()), situation.now());
        return SourceStep.of(
                new SourceBatch(), change.position(position(offsets)).done(), situation.now());
    }

    private static long lag(Consumer<byte[], byte[]> consumer) {
        long lag = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong behind = consumer.currentLag(partition);
            lag += behind.orElse(0);
        }
        return lag;
    }

    @Override
    public void close() {
        open.ifPresent(consumer -> consumer.close(CloseOptions.timeout(CLOSE)));
        open = Optional.empty();
    }
}
