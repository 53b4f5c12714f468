package io.millrace.writer.table;

import io.millrace.cassandra.DeadLettersTable;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.writer.sink.RowReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads dead letters from their topic. */
public final class DeadLetterReader implements RowReader<DeadLetter> {
    /** What a row of a batch takes in a request beside its texts; the bytes go alone. */
    private static final int FIXED_BYTES = 200;

    private final RecordSerde<DeadLetter> serde;

    public DeadLetterReader(RecordSerde<DeadLetter> serde) {
        this.serde = serde;
    }

    @Override
    public Reading<DeadLetter> read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return new Unusable<>(new Origin("", "", "a record without value"), "malformed-letter", "nothing in it");
        }
        try {
            DeadLetter letter = serde.deserialize(record.value());
            return new Usable<>(
                    letter,
                    new Origin(letter.tenant(), letter.pipeline(), letter.id()),
                    DeadLettersTable.partitionOf(DeadLetterBatches.row(letter)),
                    letter.id(),
                    letter.at().toEpochMilli(),
                    FIXED_BYTES + letter.message().length() + letter.origin().length() + letter.original().length);
        } catch (SchemaRegistryException failure) {
            return failure.isRetryable()
                    ? new NotYet<>(failure.toString())
                    : new Unusable<>(
                            new Origin("", "", "a letter of an unknown schema"), "unknown-schema", failure.toString());
        } catch (SerializationException malformed) {
            return new Unusable<>(new Origin("", "", "a malformed letter"), "malformed-letter", malformed.toString());
        }
    }
}
