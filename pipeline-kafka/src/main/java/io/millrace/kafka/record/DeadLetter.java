package io.millrace.kafka.record;

import io.millrace.model.event.EventId;
import io.millrace.model.format.CsvDialect;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * A record that could not be used, with where it came from and why: nothing is lost, and it can be repaired and replayed.
 *
 * @param stage where it was refused: {@code ingest}, {@code route}, {@code aggregate} or {@code write}
 * @param code kebab-case reason, e.g. {@code not-a-number}
 * @param origin the request, file, or topic, partition and offset
 * @param index of the record in its origin, from 0; -1 = does not apply
 * @param line physical line in its origin, from 1; -1 = does not apply
 * @param header the header line of a CSV, or the schema of an Avro container
 * @param original the bytes as they came
 * @param truncated whether there were more than could be kept
 * @param eventId of the event that the record would have been, if that does not depend on its fields and a copy would share it: it is then the repaired record's, so that a copy
 *     that is repaired too counts no more than this one
 * @param csv how a CSV is written that {@code header} is the first line of, if the record is of one
 */
public record DeadLetter(
        UUID id,
        String tenant,
        String pipeline,
        Instant at,
        String stage,
        String code,
        Optional<String> field,
        String message,
        String origin,
        long index,
        long line,
        String contentType,
        Optional<String> header,
        byte[] original,
        boolean truncated,
        Optional<EventId> eventId,
        Optional<CsvDialect> csv) {

    /** Its Avro form. */
    public static final class Format implements RecordFormat<DeadLetter> {
        private final Schema schema = RecordFormat.schemaResource("DeadLetter.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(DeadLetter letter) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("id", letter.id().toString());
            record.put("tenant", letter.tenant());
            record.put("pipeline", letter.pipeline());
            record.put("at", letter.at().toEpochMilli());
            record.put("stage", letter.stage());
            record.put("code", letter.code());
            letter.field().ifPresent(field -> record.put("field", field));
            record.put("message", letter.message());
            record.put("origin", letter.origin());
            record.put("index", letter.index());
            record.put("line", letter.line());
            record.put("content_type", letter.contentType());
            letter.header().ifPresent(header -> record.put("header", header));
            record.put("original", ByteBuffer.wrap(letter.original()));
            record.put("truncated", letter.truncated());
            letter.eventId().ifPresent(eventId -> record.put("event_id", eventId.toString()));
            letter.csv().ifPresent(csv -> {
                record.put("csv_delimiter", String.valueOf(csv.delimiter()));
                record.put("csv_quote", csv.quote().map(String::valueOf).orElse(""));
            });
            return record;
        }

        @Override
        public DeadLetter fromAvro(GenericRecord record) {
            ByteBuffer buffer = (ByteBuffer) record.get("original");
            byte[] original = new byte[buffer.remaining()];
            buffer.get(original);
            return new DeadLetter(
                    UUID.fromString(record.get("id").toString()),
                    record.get("tenant").toString(),
                    record.get("pipeline").toString(),
                    Instant.ofEpochMilli((long) record.get("at")),
                    record.get("stage").toString(),
                    record.get("code").toString(),
                    Optional.ofNullable(record.get("field")).map(Object::toString),
                    record.get("message").toString(),
                    record.get("origin").toString(),
                    (long) record.get("index"),
                    (long) record.get("line"),
                    record.get("content_type").toString(),
                    Optional.ofNullable(record.get("header")).map(Object::toString),
                    original,
                    (boolean) record.get("truncated"),
                    Optional.ofNullable(record.get("event_id"))
                            .map(text -> EventId.of(UUID.fromString(text.toString()))),
                    csv(record));
        }

        /** Empty for letters of other formats, and for those that were written when this was not kept. */
        private static Optional<CsvDialect> csv(GenericRecord record) {
            Object delimiter = record.get("csv_delimiter");
            Object quote = record.get("csv_quote");
            if (delimiter == null || quote == null) {
                return Optional.empty();
            }
            String mark = quote.toString();
            return Optional.of(new CsvDialect(
                    delimiter.toString().charAt(0),
                    mark.isEmpty() ? Optional.empty() : Optional.of(mark.charAt(0)),
                    List.of()));
        }
    }
}
