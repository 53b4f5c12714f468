package io.millrace.kafka.record;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * A tenant that was made, and how much of the installation it may use.
 *
 * @param deletion id of the purge that is under way of all that it has
 */
public record TenantRecord(String tenant, Instant createdAt, Quotas quotas, Optional<UUID> deletion) {
    private static final String PREFIX = "tenant/";

    /** One that is to stay. */
    public TenantRecord(String tenant, Instant createdAt, Quotas quotas) {
        this(tenant, createdAt, quotas, Optional.empty());
    }

    /**
     * How much a tenant may send. What is left out is as the installation's settings say.
     *
     * @param burstSeconds how many seconds' worth may come at once
     */
    public record Quotas(OptionalLong recordsPerSecond, OptionalLong bytesPerSecond, OptionalInt burstSeconds) {
        /** Everything as the settings say. */
        public static final Quotas UNSET = new Quotas(OptionalLong.empty(), OptionalLong.empty(), OptionalInt.empty());

        public Quotas {
            boolean possible =
                    recordsPerSecond.orElse(1) > 0 && bytesPerSecond.orElse(1) > 0 && burstSeconds.orElse(1) > 0;
            if (!possible) {
                throw new IllegalArgumentException("quotas are greater than zero");
            }
        }
    }

    public TenantRecord withQuotas(Quotas newQuotas) {
        return new TenantRecord(tenant, createdAt, newQuotas, deletion);
    }

    /** The same, on its way to be no more. */
    public TenantRecord asBeingDeleted(UUID purge) {
        return new TenantRecord(tenant, createdAt, quotas, Optional.of(purge));
    }

    /** Its key in the topic of tenants. */
    public String key() {
        return PREFIX + tenant;
    }

    /** The tenant that a key in the topic of tenants names; empty if it names none. */
    public static Optional<String> tenantOf(String key) {
        return key.startsWith(PREFIX) ? Optional.of(key.substring(PREFIX.length())) : Optional.empty();
    }

    /** Its Avro form. */
    public static final class Format implements RecordFormat<TenantRecord> {
        private final Schema schema = RecordFormat.schemaResource("Tenant.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(TenantRecord tenant) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("tenant", tenant.tenant());
            record.put("created_at", tenant.createdAt().toEpochMilli());
            tenant.quotas().recordsPerSecond().ifPresent(records -> record.put("records_per_second", records));
            tenant.quotas().bytesPerSecond().ifPresent(bytes -> record.put("bytes_per_second", bytes));
            tenant.quotas().burstSeconds().ifPresent(seconds -> record.put("burst_seconds", seconds));
            tenant.deletion().ifPresent(purge -> record.put("deletion", purge.toString()));
            return record;
        }

        @Override
        public TenantRecord fromAvro(GenericRecord record) {
            return new TenantRecord(
                    record.get("tenant").toString(),
                    Instant.ofEpochMilli((long) record.get("created_at")),
                    new Quotas(
                            number(record, "records_per_second"),
                            number(record, "bytes_per_second"),
                            record.get("burst_seconds") instanceof Integer seconds
                                    ? OptionalInt.of(seconds)
                                    : OptionalInt.empty()),
                    Optional.ofNullable(record.get("deletion")).map(id -> UUID.fromString(id.toString())));
        }

        private static OptionalLong number(GenericRecord record, String field) {
            return record.get(field) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
        }
    }
}
