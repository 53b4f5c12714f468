package io.millrace.kafka.definitions;

import io.millrace.kafka.lookups.LookupRows;
import io.millrace.kafka.lookups.LookupVersions;
import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.kafka.topic.CompactedTopicFollower;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.InvalidDefinitionException;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.lookup.Lookups;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topic of definitions into a {@link DefinitionsView}. Every service reads definitions this way; the topic must exist. */
public final class DefinitionsLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionsLog.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DefinitionsView view = new DefinitionsView(PATIENCE);
    private final CompactedTopicFollower follower;
    private final Optional<CompactedTopicFollower> rowsFollower;

    /**
     * For those who evaluate no events: lookups stay unknown.
     *
     * @param reader from the text of a definition to the definition
     */
    public DefinitionsLog(
            KafkaConnection connection,
            RecordSerde<PipelineRecord> serde,
            Function<String, PipelineDefinition> reader,
            Clock clock) {
        follower = new CompactedTopicFollower(
                connection, new Topics(1).pipelines(), new DefinitionsMemory(view, serde, reader), clock);
        rowsFollower = Optional.empty();
    }

    /**
     * For those who evaluate events: follows the topic of lookups' rows too, which must exist.
     *
     * @param reader from the text of a definition to the definition
     */
    public DefinitionsLog(
            KafkaConnection connection,
            RecordSerde<PipelineRecord> serde,
            RecordSerde<LookupVersionRecord> lookupSerde,
            Function<String, PipelineDefinition> reader,
            Clock clock) {
        LookupRows rows = new LookupRows();
        LookupVersions versions = new LookupVersions(lookupSerde, rows);
        follower = new CompactedTopicFollower(
                connection,
                new Topics(1).pipelines(),
                new DefinitionsMemory(view, serde, reader, Optional.of(versions)),
                clock);
        rowsFollower = Optional.of(new CompactedTopicFollower(connection, new Topics(1).lookups(), rows, clock));
    }

    /** Of the format of lookups' versions, which share the topic of definitions. */
    public static RecordSerde<LookupVersionRecord> lookupSerde(SchemaRegistry registry) {
        LookupVersionRecord.Format format = new LookupVersionRecord.Format();
        String subject =
                new Topics(1).pipelines().name() + "-" + format.schema().getFullName();
        return RecordSerde.register(format, subject, registry);
    }

    /** Begins to follow. */
    public void start() {
        rowsFollower.ifPresent(CompactedTopicFollower::start);
        follower.start();
    }

    /** What is known, at any moment. */
    public Definitions definitions() {
        return view;
    }

    /** Whether everything that stood in the topic when this started is known. */
    public boolean isCaughtUp() {
        return follower.isCaughtUp();
    }

    /**
     * Waits until everything that stood in the topic when this started is known.
     *
     * @return whether that came true in time
     */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        return follower.awaitCaughtUp(timeout);
    }

    @Override
    public void close() {
        follower.close();
        rowsFollower.ifPresent(CompactedTopicFollower::close);
    }

    /** From records to the view. */
    record DefinitionsMemory(
            DefinitionsView view,
            RecordSerde<PipelineRecord> serde,
            Function<String, PipelineDefinition> reader,
            Optional<LookupVersions> lookups)
            implements CompactedTopicFollower.Memory {
        DefinitionsMemory(
                DefinitionsView view, RecordSerde<PipelineRecord> serde, Function<String, PipelineDefinition> reader) {
            this(view, serde, reader, Optional.empty());
        }

        @Override
        public void take(ConsumerRecord<byte[], byte[]> record) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (LookupVersionRecord.isKey(key)) {
                lookups.ifPresent(versions -> versions.take(record, view.lookups()));
                return;
            }
            if (record.value() == null) {
                view.remove(key);
                return;
            }
            try {
                PipelineRecord pipeline = serde.deserialize(record.value());
                if (pipeline.isPurged()) {
                    view.putPurged(key, pipeline);
                    return;
                }
                Lookups known = view.lookups().of(pipeline.tenant());
                view.put(key, ActivePipeline.of(pipeline, record.offset(), reader, known));
            } catch (RuntimeException failure) {
                if (failure instanceof SchemaRegistryException registry && registry.isRetryable()) {
                    throw registry;
                }
                // One definition that this version can't run must not stop all others.
                refuse(key, record.offset(), failure);
            }
        }

        private void refuse(String key, long offset, RuntimeException failure) {
            String reason =
                    String.valueOf(failure instanceof InvalidDefinitionException ? failure.getMessage() : failure);
            view.refuse(key, new UnreadableDefinition(key.substring(key.indexOf('/') + 1), offset, reason));
            LOG.error("definition {} at offset {} can't be read by this version: {}", key, offset, reason);
            LOG.debug("definition {}", key, failure);
        }

        @Override
        public void advanced(int partition, long offset) {
            view.advance(offset);
        }
    }
}
