package io.millrace.ingest.sources;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/** What leases need of Kafka. */
public interface LeaseClients {
    /** A member of the group that shares partitions out. */
    Consumer<byte[], byte[]> group();

    /** A producer that whoever runs a partition's sources has, one at a time. */
    Producer<byte[], byte[]> transactional(int partition);

    /**
     * Where a partition ends, of what is committed.
     *
     * @throws org.apache.kafka.common.KafkaException if it can't be told now
     */
    long end(TopicPartition partition);
}
