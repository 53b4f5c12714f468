package io.millrace.writer.table;

import io.millrace.cassandra.SourceRunRow;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceRunRecord;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.writer.sink.RowReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Reads runs of sources from the topic {@code source-runs}. */
public final class SourceRunReader implements RowReader<SourceRunRow> {
    /** What a row of a batch takes in a request beside its texts. */
    private static final int FIXED_BYTES = 150;

    private final RecordSerde<SourceRunRecord> serde;

    public SourceRunReader(RecordSerde<SourceRunRecord> serde) {
        this.serde = serde;
    }

    @Override
    public Reading<SourceRunRow> read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return new Unusable<>(new Origin("", "", "a record without value"), "malformed-run", "nothing in it");
        }
        try {
            SourceRunRow run = row(serde.deserialize(record.value()));
            SourceRunRow.Source source = run.key().source();
            return new Usable<>(
                    run,
                    new Origin(source.tenant(), source.pipeline(), run.key()),
                    source,
                    run.key(),
                    run.endedAt().toEpochMilli(),
                    bytes(run));
        } catch (SchemaRegistryException failure) {
            return failure.isRetryable()
                    ? new NotYet<>(failure.toString())
                    : new Unusable<>(
                            new Origin("", "", "a run of an unknown schema"), "unknown-schema", failure.toString());
        } catch (SerializationException malformed) {
            return new Unusable<>(new Origin("", "", "a malformed run"), "malformed-run", malformed.toString());
        }
    }

    private static SourceRunRow row(SourceRunRecord run) {
        SourceKey source = run.source();
        return new SourceRunRow(
                new SourceRunRow.Key(
                        new SourceRunRow.Source(source.tenant(), source.pipeline(), source.source()),
                        new SourceRunRow.Place(run.startedAt(), run.number())),
                run.subject(),
                run.endedAt(),
                run.accepted(),
                run.rejected(),
                run.error());
    }

    private static int bytes(SourceRunRow run) {
        SourceRunRow.Source source = run.key().source();
        return FIXED_BYTES
                + source.tenant().length()
                + source.pipeline().length()
                + source.source().length()
                + run.subject().length()
                + run.error().map(String::length).orElse(0);
    }
}
