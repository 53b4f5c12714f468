package io.millrace.kafka.record;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * A run of a source that ended: one file, or one round of asking.
 *
 * @param number counts up, as long as the source reads the same place
 * @param subject the file or address
 * @param accepted events
 * @param rejected dead letters
 * @param error why it did not come to its end; empty if it did
 */
public record SourceRunRecord(
        SourceKey source,
        long number,
        String subject,
        Instant startedAt,
        Instant endedAt,
        long accepted,
        long rejected,
        Optional<String> error) {
    /** Of what a source's progress says of a run; empty if that goes on. */
    public static Optional<SourceRunRecord> of(SourceKey source, SourceProgressRecord.Run run) {
        return run.endedAt()
                .map(endedAt -> new SourceRunRecord(
                        source,
                        run.number(),
                        run.subject(),
                        run.startedAt(),
                        endedAt,
                        run.accepted(),
                        run.rejected(),
                        run.error()));
    }

    /**
     * Its key in the topic: {@code tenant/pipeline/source/start/number}. The start, in ms since the epoch, tells runs apart whose numbers began anew.
     */
    public byte[] key() {
        return (source.text() + "/" + startedAt.toEpochMilli() + "/" + number).getBytes(StandardCharsets.UTF_8);
    }

    /** Its Avro form. */
    public static final class Format implements RecordFormat<SourceRunRecord> {
        private final Schema schema = RecordFormat.schemaResource("EndedSourceRun.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(SourceRunRecord run) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("tenant", run.source().tenant());
            record.put("pipeline", run.source().pipeline());
            record.put("source", run.source().source());
            record.put("number", run.number());
            record.put("subject", run.subject());
            record.put("started_at", run.startedAt().toEpochMilli());
            record.put("ended_at", run.endedAt().toEpochMilli());
            record.put("accepted", run.accepted());
            record.put("rejected", run.rejected());
            run.error().ifPresent(error -> record.put("error", error));
            return record;
        }

        @Override
        public SourceRunRecord fromAvro(GenericRecord record) {
            return new SourceRunRecord(
                    new SourceKey(
                            record.get("tenant").toString(),
                            record.get("pipeline").toString(),
                            record.get("source").toString()),
                    (long) record.get("number"),
                    record.get("subject").toString(),
                    Instant.ofEpochMilli((long) record.get("started_at")),
                    Instant.ofEpochMilli((long) record.get("ended_at")),
                    (long) record.get("accepted"),
                    (long) record.get("rejected"),
                    Optional.ofNullable(record.get("error")).map(Object::toString));
        }
    }
}
