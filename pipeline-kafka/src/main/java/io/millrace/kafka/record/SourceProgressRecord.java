package io.millrace.kafka.record;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericArray;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Where a source goes on, and what it did.
 *
 * @param place what it reads; progress in another place means nothing
 * @param position where to go on, in words of the source's type
 * @param accepted events so far
 * @param rejected dead letters so far
 * @param failures in a row, up to now
 * @param error what failed last; empty if nothing is wrong
 * @param nextAt when it is due again; empty = as soon as there is something
 * @param lag records that wait in a topic
 * @param runs the last ones, newest first
 */
public record SourceProgressRecord(
        String place,
        Map<String, String> position,
        long accepted,
        long rejected,
        int failures,
        Optional<String> error,
        Optional<Instant> nextAt,
        OptionalLong lag,
        Instant updatedAt,
        List<Run> runs) {
    public SourceProgressRecord {
        position = Map.copyOf(position);
        runs = List.copyOf(runs);
    }

    /**
     * One file, or one round of asking.
     *
     * @param number counts up
     * @param subject the file or address
     * @param endedAt empty = it goes on
     */
    public record Run(
            long number,
            String subject,
            Instant startedAt,
            Optional<Instant> endedAt,
            long accepted,
            long rejected,
            Optional<String> error) {}

    /** Its Avro form. */
    public static final class Format implements RecordFormat<SourceProgressRecord> {
        private final Schema schema = RecordFormat.schemaResource("SourceProgress.avsc");
        private final Schema runs = schema.getField("runs").schema();

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(SourceProgressRecord progress) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("place", progress.place());
            record.put("position", progress.position());
            record.put("accepted", progress.accepted());
            record.put("rejected", progress.rejected());
            record.put("failures", progress.failures());
            progress.error().ifPresent(error -> record.put("error", error));
            progress.nextAt().ifPresent(at -> record.put("next_at", at.toEpochMilli()));
            record.put("lag", progress.lag().orElse(-1));
            record.put("updated_at", progress.updatedAt().toEpochMilli());
            GenericArray<GenericRecord> array =
                    new GenericData.Array<>(progress.runs().size(), runs);
            progress.runs().forEach(run -> array.add(toAvro(run)));
            record.put("runs", array);
            return record;
        }

        private GenericRecord toAvro(Run run) {
            GenericRecord record = new GenericData.Record(runs.getElementType());
            record.put("number", run.number());
            record.put("subject", run.subject());
            record.put("started_at", run.startedAt().toEpochMilli());
            run.endedAt().ifPresent(at -> record.put("ended_at", at.toEpochMilli()));
            record.put("accepted", run.accepted());
            record.put("rejected", run.rejected());
            run.error().ifPresent(error -> record.put("error", error));
            return record;
        }

        @Override
        public SourceProgressRecord fromAvro(GenericRecord record) {
            long lag = (long) record.get("lag");
            return new SourceProgressRecord(
                    record.get("place").toString(),
                    ((Map<?, ?>) record.get("position"))
                            .entrySet().stream()
                                    .collect(Collectors.toMap(
                                            entry -> String.valueOf(entry.getKey()),
                                            entry -> String.valueOf(entry.getValue()))),
                    (long) record.get("accepted"),
                    (long) record.get("rejected"),
                    (int) record.get("failures"),
                    Optional.ofNullable(record.get("error")).map(Object::toString),
                    instant(record, "next_at"),
                    lag < 0 ? OptionalLong.empty() : OptionalLong.of(lag),
                    Instant.ofEpochMilli((long) record.get("updated_at")),
                    ((List<?>) record.get("runs"))
                            .stream().map(run -> run((GenericRecord) run)).toList());
        }

        private static Run run(GenericRecord record) {
            return new Run(
                    (long) record.get("number"),
                    record.get("subject").toString(),
                    Instant.ofEpochMilli((long) record.get("started_at")),
                    instant(record, "ended_at"),
                    (long) record.get("accepted"),
                    (long) record.get("rejected"),
                    Optional.ofNullable(record.get("error")).map(Object::toString));
        }

        private static Optional<Instant> instant(GenericRecord record, String field) {
            return Optional.ofNullable((Long) record.get(field)).map(Instant::ofEpochMilli);
        }
    }
}
