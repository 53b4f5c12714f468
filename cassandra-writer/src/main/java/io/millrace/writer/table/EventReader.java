package io.millrace.writer.table;

import io.millrace.cassandra.ArchiveTable;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.writer.sink.RowReader;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads events from the topics {@code events.*}, as they are: of the payload only the envelope is looked at. */
public final class EventReader implements RowReader<ArchivedEvent> {
    /** What an event of a batch takes in a request beside its texts and payload. */
    private static final int FIXED_BYTES = 110;

    private final Definitions definitions;
    private final IntFunction<String> pipelineOfSchema;
    private final Map<Integer, String> pipelines = new HashMap<>();

    /**
     * @param pipelineOfSchema from a schema's id to the pipeline whose events have it, be it deleted; may throw as the registry does
     */
    public EventReader(Definitions definitions, IntFunction<String> pipelineOfSchema) {
        this.definitions = definitions;
        this.pipelineOfSchema = pipelineOfSchema;
    }

    @Override
    public Reading<ArchivedEvent> read(ConsumerRecord<byte[], byte[]> record) {
        String tenant = Topics.tenantOf(record.topic());
        if (record.key() == null || record.value() == null) {
            return unusable(tenant, "malformed-event", "a record without key or value");
        }
        try {
            String pipeline = pipelineOf(EventDecoder.schemaId(record.value()));
            ByteReader envelope = new ByteReader(record.value());
            envelope.skip(EventEncoder.HEADER_LENGTH);
            long eventTime = envelope.readVarLong();
            envelope.readVarLong();
            long definitionsOffset = envelope.readVarLong();
            if (definitions.offset() < definitionsOffset) {
                // Else the first events of a pipeline would be kept as long as those of an unknown one.
                return new NotYet<>("an event was accepted under definitions up to " + definitionsOffset
                        + ", known are those up to " + definitions.offset());
            }
            if (isGone(EventDecoder.schemaId(record.value()))) {
                return new Settled<>();
            }
            ArchivedEvent event = new ArchivedEvent(
                    tenant,
                    pipeline,
                    eventTime,
                    EventId.read(record.key()),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.value());
            return new Usable<>(
                    event,
                    new Origin(tenant, pipeline, event.id()),
                    ArchiveTable.partitionOf(event),
                    event.offset(),
                    event.offset(),
                    FIXED_BYTES + tenant.length() + pipeline.length() + record.value().length);
        } catch (SchemaRegistryException failure) {
            return failure.isRetryable()
                    ? new NotYet<>(failure.toString())
                    : unusable(tenant, "unknown-schema", failure.toString());
        } catch (MalformedBytesException | IllegalArgumentException malformed) {
            return unusable(tenant, "malformed-event", malformed.toString());
        }
    }

    /** A schema is that of one pipeline's events, not of one that had its name before. */
    private boolean isGone(int schemaId) {
        return definitions.isOfPurged(schemaId)
                || definitions
                        .bySchema(schemaId)
                        .filter(ActivePipeline::isBeingPurged)
                        .isPresent();
    }

    private String pipelineOf(int schemaId) {
        return pipelines.computeIfAbsent(schemaId, pipelineOfSchema::apply);
    }

    private static Reading<ArchivedEvent> unusable(String tenant, String code, String message) {
        return new Unusable<>(new Origin(tenant, "", "an unusable event of " + tenant), code, message);
    }
}
