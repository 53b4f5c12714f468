package io.millrace.kafka.record;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * A key of a tenant, as it is kept: its text is nowhere.
 *
 * @param sha256 of the key's whole text, in lower-case hexadecimal digits
 * @param label what people call it; may be empty
 */
public record ApiKeyRecord(
        String id,
        String tenant,
        Set<Scope> scopes,
        String sha256,
        String label,
        Instant createdAt,
        Optional<Instant> revokedAt) {
    private static final String PREFIX = "key/";

    public ApiKeyRecord {
        scopes = Set.copyOf(scopes);
    }

    /** The same, of no use from then on. */
    public ApiKeyRecord revoked(Instant at) {
        return new ApiKeyRecord(id, tenant, scopes, sha256, label, createdAt, Optional.of(at));
    }

    public boolean isRevoked() {
        return revokedAt.isPresent();
    }

    /** Its key in the topic of tenants. */
    public String key() {
        return PREFIX + id;
    }

    /** The id of the API key that a key in the topic of tenants names; empty if it names none. */
    public static Optional<String> idOf(String key) {
        return key.startsWith(PREFIX) ? Optional.of(key.substring(PREFIX.length())) : Optional.empty();
    }

    /** Its Avro form. */
    public static final class Format implements RecordFormat<ApiKeyRecord> {
        private final Schema schema = RecordFormat.schemaResource("ApiKey.avsc");

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public GenericRecord toAvro(ApiKeyRecord key) {
            GenericRecord record = new GenericData.Record(schema);
            record.put("id", key.id());
            record.put("tenant", key.tenant());
            record.put("scopes", key.scopes().stream().sorted().map(Scope::text).toList());
            record.put("sha256", key.sha256());
            record.put("label", key.label());
            record.put("created_at", key.createdAt().toEpochMilli());
            key.revokedAt().ifPresent(at -> record.put("revoked_at", at.toEpochMilli()));
            return record;
        }

        /** A scope that a later version knows lets nothing be done here. */
        @Override
        public ApiKeyRecord fromAvro(GenericRecord record) {
            Set<Scope> scopes = EnumSet.noneOf(Scope.class);
            ((Collection<?>) record.get("scopes"))
                    .forEach(scope -> Scope.parse(scope.toString()).ifPresent(scopes::add));
            return new ApiKeyRecord(
                    record.get("id").toString(),
                    record.get("tenant").toString(),
                    scopes,
                    record.get("sha256").toString(),
                    record.get("label").toString(),
                    Instant.ofEpochMilli((long) record.get("created_at")),
                    Optional.ofNullable((Long) record.get("revoked_at")).map(Instant::ofEpochMilli));
        }
    }
}
