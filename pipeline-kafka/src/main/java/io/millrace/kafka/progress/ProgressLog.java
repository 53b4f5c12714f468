package io.millrace.kafka.progress;

import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.ProgressRecords.Progress;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.CompactedTopicFollower;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** From the records of the topic of progress to {@link StreamTimes}. */
public record ProgressLog(RecordSerde<ProgressRecords.Key> keys, RecordSerde<Progress> values, StreamTimes streamTimes)
        implements CompactedTopicFollower.Memory {
    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        ProgressRecords.Key key = keys.deserialize(record.key());
        byte[] value = record.value();
        if (value == null) {
            streamTimes.remove(key);
        } else {
            streamTimes.put(key, values.deserialize(value));
        }
    }
}
