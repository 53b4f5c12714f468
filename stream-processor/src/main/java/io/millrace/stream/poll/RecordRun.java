package io.millrace.stream.poll;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive records of one partition that go through Kafka Streams as one. They travel as a header of a record without key and value: Kafka
 * Streams hands headers on as they are, untouched and uncopied, within the process.
 *
 * <p>The one record has the offset of the first: what a task commits while the run waits is that offset, so none of the run is lost. After it, a
 * task commits the position that the poll ended at, or the offset of the run behind it. A run is processed whole or not at all, since tasks
 * commit between records only.
 */
public final class RecordRun implements Header {
    private static final String KEY = "millrace-run";
    private static final byte[] NOTHING = new byte[0];

    private final List<ConsumerRecord<byte[], byte[]>> records;

    private RecordRun(List<ConsumerRecord<byte[], byte[]>> records) {
        this.records = records;
    }

    /**
     * One record for several.
     *
     * @param records of one partition, in order; at least one
     */
    static ConsumerRecord<byte[], byte[]> of(List<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecord<byte[], byte[]> first = records.get(0);
        int keySizes = 0;
        int valueSizes = 0;
        for (ConsumerRecord<byte[], byte[]> each : records) {
            keySizes += Math.max(0, each.serializedKeySize());
            valueSizes += Math.max(0, each.serializedValueSize());
        }
        return new ConsumerRecord<>(
                first.topic(),
                first.partition(),
                first.offset(),
                first.timestamp(),
                first.timestampType(),
                keySizes,
                valueSizes,
                NOTHING,
                NOTHING,
                new RecordHeaders(new Header[] {new RecordRun(records)}),
                first.leaderEpoch());
    }

    /** The run that a record stands for; none if it stands for itself, as in a topology that is not fed by {@link RunClients}. */
    public static @Nullable RecordRun in(Headers headers) {
        return headers.lastHeader(KEY) instanceof RecordRun run ? run : null;
    }

    /** When the last was appended, ms since the epoch. */
    public long lastAppendTime() {
        return records.get(records.size() - 1).timestamp();
    }

    /** In order; at least one. */
    public List<ConsumerRecord<byte[], byte[]>> records() {
        return records;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public byte[] value() {
        return NOTHING;
    }
}
