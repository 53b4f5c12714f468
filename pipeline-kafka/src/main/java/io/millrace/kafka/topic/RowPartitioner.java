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
    /** How the key of a row's topic begins. */
    private static final Map<String, Beginning> ROWS = Map.of(
            new Topics(1).rollups().name(),
            new Beginning(3, 3),
            new Topics(1).tables().name(),
            new Beginning(3, 0));

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
        Beginning beginning = ROWS.get(topic);
        return beginning == null
                ? partitionByKey(keyBytes, partitions)
                : partitionOf(hashOfCassandraPartition(keyBytes, beginning), partitions);
    }

    /** Where a record of any topic but those of rows goes. */
    public static int partitionByKey(byte[] key, int partitions) {
        return partitionOf(Utils.murmur2(key), partitions);
    }

    private static int partitionOf(int hash, int partitions) {
        return Utils.toPositive(hash) % partitions;
    }

    /**
     * The fields that name the Cassandra partition.
     *
     * @param texts of these, strings and bytes come first
     * @param numbers then integers
     */
    private record Beginning(int texts, int numbers) {}

    private static int hashOfCassandraPartition(byte[] key, Beginning beginning) {
        ByteReader in = new ByteReader(key, HEADER_LENGTH, key.length - HEADER_LENGTH);
        for (int text = 0; text < beginning.texts(); text++) {
            in.skip(in.readLength());
        }
        for (int number = 0; number < beginning.numbers(); number++) {
            in.readVarLong();
        }
        return Utils.murmur2(java.util.Arrays.copyOfRange(key, HEADER_LENGTH, in.position()));
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
}
