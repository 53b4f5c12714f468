package io.millrace.kafka.record;

import io.millrace.model.alert.AlertRow;
import io.millrace.model.rollup.GroupKey;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Key and value of the topic {@code alerts}. */
public final class AlertRecords {
    private AlertRecords() {}

    /** An alert of one group. */
    public static final class KeyFormat implements RecordFormat<AlertRow.Key> {
        private final Schema schema = RecordFormat.schemaResource("AlertKey.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(AlertRow.Key key) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("tenant", key.tenant());
            record.put("pipeline", key.pipeline());
            record.put("rollup", key.rollup());
            record.put("generation", key.generation());
            record.put("alert", key.alert());
            record.put("group", ByteBuffer.wrap(key.group().bytes()));
            return record;
        }

        @Override
        public AlertRow.Key fromAvro(GenericRecord record) {
            ByteBuffer buffer = (ByteBuffer) record.get("group");
            byte[] group = new byte[buffer.remaining()];
            buffer.get(group);
            return new AlertRow.Key(
                    record.get("tenant").toString(),
                    record.get("pipeline").toString(),
                    record.get("rollup").toString(),
                    (int) record.get("generation"),
                    record.get("alert").toString(),
                    new GroupKey(group));
        }
    }

    /**
     * Where the alert stands; each means what it means in {@link AlertRow}.
     */
    public record Content(
            AlertRow.State state,
            String dimensions,
            long windowStart,
            long windowEnd,
            long since,
            long events,
            String measures,
            long at,
            long revision) {
        public static Content of(AlertRow row) {
            return new Content(
                    row.state(),
                    row.dimensions(),
                    row.windowStart(),
                    row.windowEnd(),
                    row.since(),
                    row.events(),
                    row.measures(),
                    row.at(),
                    row.revision());
        }

        public AlertRow at(AlertRow.Key key) {
            return new AlertRow(key, state, dimensions, windowStart, windowEnd, since, events, measures, at, revision);
        }
    }

    /** Avro form of a value. */
    public static final class ValueFormat implements RecordFormat<Content> {
        private final Schema schema = RecordFormat.schemaResource("AlertValue.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(Content content) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("state", content.state().text());
            record.put("dimensions", content.dimensions());
            record.put("window_start", content.windowStart());
            record.put("window_end", content.windowEnd());
            record.put("since", content.since());
            record.put("events", content.events());
            record.put("measures", content.measures());
            record.put("at", content.at());
            record.put("revision", content.revision());
            return record;
        }

        @Override
        public Content fromAvro(GenericRecord record) {
            String state = record.get("state").toString();
            return new Content(
                    AlertRow.State.of(state)
                            .orElseThrow(() -> new IllegalArgumentException("no state of an alert: " + state)),
                    record.get("dimensions").toString(),
                    (long) record.get("window_start"),
                    (long) record.get("window_end"),
                    (long) record.get("since"),
                    (long) record.get("events"),
                    record.get("measures").toString(),
                    (long) record.get("at"),
                    (long) record.get("revision"));
        }
    }
}
