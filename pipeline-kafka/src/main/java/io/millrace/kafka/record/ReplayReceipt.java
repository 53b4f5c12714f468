package io.millrace.kafka.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * What a replay of dead letters came to.
 *
 * @param at when it began
 * @param counts of all that were looked at
 */
public record ReplayReceipt(UUID id, String tenant, String pipeline, Instant at, Counts counts) {
    /**
     * What became of the letters that were selected.
     *
     * @param replayed they are events now
     * @param alreadyReplayed before, or as a copy of another
     * @param stillRejected they are dead letters as before
     * @param complete whether all that were selected were looked at; if not, the same again goes on
     * @param reasons why letters are still rejected
     * @param rejected the first of them
     */
    public record Counts(
            long selected,
            long replayed,
            long alreadyReplayed,
            long stillRejected,
            boolean complete,
            List<Reason> reasons,
            List<Rejection> rejected) {
        public Counts {
            reasons = List.copyOf(reasons);
            rejected = List.copyOf(rejected);
        }
    }

    /** How many letters are still rejected for one reason. */
    public record Reason(String code, Optional<String> field, long letters) {}

    /** A letter that is still rejected, and why. */
    public record Rejection(UUID letter, String code, Optional<String> field, String message) {}

    /** Its Avro form. */
    public static final class Format implements RecordFormat<ReplayReceipt> {
        private final Schema schema = RecordFormat.schemaResource("ReplayReceipt.avsc");
        private final Schema reason = schema.getField("reasons").schema().getElementType();
        private final Schema rejection = schema.getField("rejected").schema().getElementType();

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(ReplayReceipt receipt) {
            Counts counts = receipt.counts();
            GenericRecord record = new GenericData.Record(schema);
            record.put("id", receipt.id().toString());
            record.put("tenant", receipt.tenant());
            record.put("pipeline", receipt.pipeline());
            record.put("at", receipt.at().toEpochMilli());
            record.put("selected", counts.selected());
            record.put("replayed", counts.replayed());
            record.put("already_replayed", counts.alreadyReplayed());
            record.put("still_rejected", counts.stillRejected());
            record.put("complete", counts.complete());
            record.put("reasons", counts.reasons().stream().map(this::toAvro).toList());
            record.put("rejected", counts.rejected().stream().map(this::toAvro).toList());
            return record;
        }

        private GenericRecord toAvro(Reason value) {
            GenericRecord record = new GenericData.Record(reason);
            record.put("code", value.code());
            value.field().ifPresent(field -> record.put("field", field));
            record.put("letters", value.letters());
            return record;
        }

        private GenericRecord toAvro(Rejection value) {
            GenericRecord record = new GenericData.Record(rejection);
            record.put("letter", value.letter().toString());
            record.put("code", value.code());
            value.field().ifPresent(field -> record.put("field", field));
            record.put("message", value.message());
            return record;
        }

        @Override
        public ReplayReceipt fromAvro(GenericRecord record) {
            List<Reason> reasons = new ArrayList<>();
            for (Object item : (List<?>) record.get("reasons")) {
                GenericRecord avro = (GenericRecord) item;
                reasons.add(new Reason(avro.get("code").toString(), field(avro), (long) avro.get("letters")));
            }
            List<Rejection> rejected = new ArrayList<>();
            for (Object item : (List<?>) record.get("rejected")) {
                GenericRecord avro = (GenericRecord) item;
                rejected.add(new Rejection(
                        UUID.fromString(avro.get("letter").toString()),
                        avro.get("code").toString(),
                        field(avro),
                        avro.get("message").toString()));
            }
            return new ReplayReceipt(
                    UUID.fromString(record.get("id").toString()),
                    record.get("tenant").toString(),
                    record.get("pipeline").toString(),
                    Instant.ofEpochMilli((long) record.get("at")),
                    new Counts(
                            (long) record.get("selected"),
                            (long) record.get("replayed"),
                            (long) record.get("already_replayed"),
                            (long) record.get("still_rejected"),
                            (boolean) record.get("complete"),
                            reasons,
                            rejected));
        }

        private static Optional<String> field(GenericRecord record) {
            return Optional.ofNullable(record.get("field")).map(Object::toString);
        }
    }
}
