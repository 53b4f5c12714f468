package io.millrace.kafka.tenants;

import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.TenantRecord;
import io.millrace.kafka.topic.CompactedTopicFollower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** What the topic of tenants holds. Thread-safe. */
public final class TenantsView implements CompactedTopicFollower.Memory {
    private final RecordSerde<TenantRecord> tenantSerde;
    private final RecordSerde<ApiKeyRecord> keySerde;
    private final Map<String, TenantRecord> tenants = new ConcurrentHashMap<>();
    private final Map<String, ApiKeyRecord> keys = new ConcurrentHashMap<>();
    private final Object progress = new Object();
    private long known = -1;

    public TenantsView(RecordSerde<TenantRecord> tenantSerde, RecordSerde<ApiKeyRecord> keySerde) {
        this.tenantSerde = tenantSerde;
        this.keySerde = keySerde;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        TenantRecord.tenantOf(key).ifPresent(tenant -> put(tenant, record.value(), tenantSerde, tenants));
        ApiKeyRecord.idOf(key).ifPresent(id -> put(id, record.value(), keySerde, keys));
    }

    private static <T> void put(String name, byte[] value, RecordSerde<T> serde, Map<String, T> values) {
        if (value == null) {
            values.remove(name);
        } else {
            values.put(name, serde.deserialize(value));
        }
    }

    @Override
    public void advanced(int partition, long offset) {
        synchronized (progress) {
            known = offset;
            progress.notifyAll();
        }
    }

    /**
     * Waits until the topic is known up to and with an offset.
     *
     * @throws TimeoutException if that takes too long
     */
    public void await(long offset, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (progress) {
            while (known < offset) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new TimeoutException(
                            "the topic of tenants is not read up to offset " + offset + " within " + patience);
                }
                progress.wait(left);
            }
        }
    }

    public Optional<TenantRecord> tenant(String tenant) {
        return Optional.ofNullable(tenants.get(tenant));
    }

    /** By name. */
    public List<TenantRecord> tenants() {
        return tenants.values().stream()
                .sorted(Comparator.comparing(TenantRecord::tenant))
                .toList();
    }

    /** A key of any tenant, revoked ones among them. */
    public Optional<ApiKeyRecord> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** A tenant's keys, oldest first. */
    public List<ApiKeyRecord> keys(String tenant) {
        return keys.values().stream()
                .filter(key -> key.tenant().equals(tenant))
                .sorted(Comparator.comparing(ApiKeyRecord::createdAt).thenComparing(ApiKeyRecord::id))
                .toList();
    }
}
