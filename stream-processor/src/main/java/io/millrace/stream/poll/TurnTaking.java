package io.millrace.stream.poll;

import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp;

/**
 * The times by which Kafka Streams chooses among the topics that a task reads: it goes on with the least. That of a run is when it became the first of its topic, so topics take turns, and a tenant that is
 * far behind holds up nobody whose events are newer. The events of a run have times of their own; a record that is no run has the topic's, or where that is none, that of the record before.
 */
public final class TurnTaking implements TimestampExtractor {
    private final Clock clock;
    private final TimestampExtractor usual = new UsePartitionTimeOnInvalidTimestamp();

    public TurnTaking(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return RecordRun.in(record.headers()) == null ? usual.extract(record, partitionTime) : clock.millis();
    }
}
