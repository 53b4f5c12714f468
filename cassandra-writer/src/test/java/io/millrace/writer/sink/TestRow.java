package io.millrace.writer.sink;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A row as small as can be; its record's value is {@code partition/key/revision}. */
record TestRow(String partition, String key, long revision) {
    static final String TOPIC = "rows";
    static final int BYTES = 10;

    ConsumerRecord<byte[], byte[]> at(int topicPartition, long offset) {
        return record(topicPartition, offset, partition + "/" + key + "/" + revision);
    }

    static ConsumerRecord<byte[], byte[]> record(int topicPartition, long offset, String value) {
        return new ConsumerRecord<>(TOPIC, topicPartition, offset, new byte[0], value.getBytes(StandardCharsets.UTF_8));
    }

    RowReader.Usable<TestRow> usable() {
        return new RowReader.Usable<>(this, new RowReader.Origin("acme", "gpon", key), partition, key, revision, BYTES);
    }

    HeldRow<TestRow> held(Lane lane, long offset) {
        return new HeldRow<>(
                lane, lane.track(offset), usable(), at(lane.partition().partition(), offset));
    }

    /** Reads rows; {@code bad} is unusable, {@code later} can't be judged until told. */
    static final class Reader implements RowReader<TestRow> {
        private boolean laterKnown;

        void knowLater() {
            laterKnown = true;
        }

        @Override
        public Reading<TestRow> read(ConsumerRecord<byte[], byte[]> record) {
            String[] parts = new String(record.value(), StandardCharsets.UTF_8).split("/", -1);
            if (parts[0].equals("bad")) {
                return new Unusable<>(new Origin("acme", "", "bad"), "malformed-row", "bad");
            }
            if (parts[0].equals("later") && !laterKnown) {
                return new NotYet<>("it is too early");
            }
            return new TestRow(parts[0], parts[1], Long.parseLong(parts[2])).usable();
        }
    }
}
