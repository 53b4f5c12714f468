package io.millrace.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.record.TableRecords;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.table.TableRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class RowPartitionerTest {
    private static final int PARTITIONS = 8;

    private final RowPartitioner partitioner = new RowPartitioner();
    private final RecordSerde<RollupRow.Key> keys = RecordSerde.withoutRegistry(new RollupRecords.KeyFormat(), 1);
    private final String rollups = new Topics(PARTITIONS).rollups().name();

    @Test
    void shouldKeepTheRowsOfACassandraPartitionTogether() {
        // Given
        Set<Integer> partitions = new HashSet<>();

        // When
        for (int group = 0; group < 100; group++) {
            for (int part = 0; part < 3; part++) {
                partitions.add(partitionOf(rollups, key(5, group, group * 300_000L, part)));
            }
        }

        // Then
        assertThat(partitions).hasSize(1);
    }

    @Test
    void shouldSpreadCassandraPartitions() {
        // Given
        Set<Integer> partitions = new HashSet<>();

        // When
        for (long bucket = 0; bucket < 200; bucket++) {
            partitions.add(partitionOf(rollups, key(bucket, 1, 0, 0)));
        }

        // Then
        assertThat(partitions).hasSize(PARTITIONS);
    }

    @Test
    void shouldKeepTheRowsOfAPartitionOfATypedTableTogetherAndSpreadPartitions() {
        // Given
        RecordSerde<TableRow.Key> tableKeys = RecordSerde.withoutRegistry(new TableRecords.KeyFormat(), 9);
        String tables = new Topics(PARTITIONS).tables().name();

        // When
        Set<Integer> ofOne = new HashSet<>();
        Set<Integer> ofMany = new HashSet<>();
        for (int number = 0; number < 200; number++) {
            ofOne.add(partitionOf(tables, tableKeys.serialize(tableKey(1, number))));
            ofMany.add(partitionOf(tables, tableKeys.serialize(tableKey(number, 1))));
        }

        // Then
        assertThat(ofOne).hasSize(1);
        assertThat(ofMany).hasSize(PARTITIONS);
    }

    private static TableRow.Key tableKey(int partition, int clustering) {
        return new TableRow.Key(
                "acme", "by_device", new GroupKey(new byte[] {1, (byte) partition, 0, 0}), new GroupKey(new byte[] {
                    1, (byte) clustering, 0, 0
                }));
    }

    @Test
    void shouldSendEveryOtherTopicByTheHashOfItsKey() {
        // Given
        byte[] key = "acme/gpon".getBytes(StandardCharsets.UTF_8);

        // When
        int partition = partitionOf("partials", key);

        // Then
        assertThat(partition).isEqualTo(Utils.toPositive(Utils.murmur2(key)) % PARTITIONS);
    }

    private byte[] key(long bucket, int group, long windowStart, int part) {
        return keys.serialize(new RollupRow.Key(
                new RollupRow.Partition("acme", "gpon", "province_5m", 1, bucket, 0),
                new GroupKey(new byte[] {1, (byte) group}),
                windowStart,
                part));
    }

    private int partitionOf(String topic, byte[] key) {
        return partitioner.partition(topic, key, key, null, null, cluster(topic));
    }

    private static Cluster cluster(String topic) {
        Node node = new Node(1, "127.0.0.1", 9092);
        List<PartitionInfo> partitions = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(new PartitionInfo(topic, partition, node, new Node[] {node}, new Node[] {node}));
        }
        return new Cluster("test", List.of(node), partitions, Set.of(), Set.of());
    }
}
