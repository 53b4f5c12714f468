package io.millrace.kafka.topic;

import io.millrace.model.bytes.ByteReader;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Sends all rows of one Cassandra partition to one Kafka partition, so that one writer sees them together and batches well; every other record
 * goes by the hash of its key, as Kafka's own partitioner sends it. Set as {@code partitioner.class} of the producer.
 */
public final class RowPartitioner implements Partitioner {
    private static final String ROLLUPS = new Topics(1).rollups().name();
    private static final int HEADER_LENGTH = 5;

    @Override
    public int partition(
            String topic,
            @Nullable Object key,
            byte @Nullable [] keyBytes,
            @Nullable Object value,
            byte @Nullable [] valueBytes,
            Cluster cluster) {
        if (keyBytes == null) {
            throw new IllegalArgumentException("a record without a key for " + topic);
        }
        int partitions = cluster.partitionCountForTopic(topic);
        return topic.equals(ROLLUPS)
                ? partitionOf(hashOfCassandraPartition(keyBytes), partitions)
                : partitionByKey(keyBytes, partitions);
    }

    /** Where a record of any topic but the rows' goes. */
    public static int partitionByKey(byte[] key, int partitions) {
        return partitionOf(Utils.murmur2(key), partitions);
    }

    private static int partitionOf(int hash, int partitions) {
        return Utils.toPositive(hash) % partitions;
    }

    /** The key begins with what names the Cassandra partition: three strings, then generation, bucket and shard. */
    private static int hashOfCassandraPartition(byte[] key) {
        ByteReader in = new ByteReader(key, HEADER_LENGTH, key.length - HEADER_LENGTH);
        for (int string = 0; string < 3; string++) {
            in.skip(in.readLength());
        }
        for (int number = 0; number < 3; number++) {
            in.readVarLong();
        }
        return Utils.murmur2(java.util.Arrays.copyOfRange(key, HEADER_LENGTH, in.position()));
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
}
