package io.millrace.kafka.progress;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.TallyRecords;
import io.millrace.kafka.record.TallyRecords.Tally;
import io.millrace.kafka.topic.CompactedTopicFollower;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** From the records of the topic of tallies to {@link EventTallies}. */
public record TalliesLog(RecordSerde<TallyRecords.Key> keys, RecordSerde<Tally> values, EventTallies tallies)
        implements CompactedTopicFollower.Memory {
    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        TallyRecords.Key key = keys.deserialize(record.key());
        byte[] value = record.value();
        if (value == null) {
            tallies.remove(key);
        } else {
            tallies.put(key, values.deserialize(value));
        }
    }
}
