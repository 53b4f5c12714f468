package io.millrace.writer.purge;

import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.PurgeRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.writer.sink.RowReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads orders from the topic {@code purges}. */
public final class PurgeReader implements RowReader<PurgeRecord> {
    private static final int BYTES = 200;

    private final RecordSerde<PurgeRecord> serde;
    private final Definitions definitions;

    public PurgeReader(RecordSerde<PurgeRecord> serde, Definitions definitions) {
        this.serde = serde;
        this.definitions = definitions;
    }

    @Override
    public Reading<PurgeRecord> read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return new Settled<>();
        }
        try {
            PurgeRecord purge = serde.deserialize(record.value());
            if (purge.done()) {
                return new Settled<>();
            }
            if (definitions.offset() < purge.definitionsOffset()) {
                return new NotYet<>("a purge is in the definitions up to " + purge.definitionsOffset()
                        + ", known are those up to " + definitions.offset());
            }
            return new Usable<>(
                    purge,
                    new Origin(purge.tenant(), purge.pipeline(), "the purge of " + purge.key()),
                    purge.key(),
                    purge.key(),
                    record.offset(),
                    BYTES);
        } catch (SchemaRegistryException failure) {
            return failure.isRetryable()
                    ? new NotYet<>(failure.toString())
                    : new Unusable<>(
                            new Origin("", "", "a purge of an unknown schema"), "unknown-schema", failure.toString());
        } catch (SerializationException malformed) {
            return new Unusable<>(new Origin("", "", "a malformed purge"), "malformed-purge", malformed.toString());
        }
    }
}
