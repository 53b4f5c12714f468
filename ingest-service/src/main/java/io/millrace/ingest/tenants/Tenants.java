package io.millrace.ingest.tenants;

import io.millrace.ingest.pipelines.BeingPurgedException;
import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.Scope;
import io.millrace.kafka.record.TenantRecord;
import io.millrace.kafka.record.TenantRecord.Quotas;
import io.millrace.kafka.tenants.ApiKey;
import io.millrace.kafka.tenants.TenantsView;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** All tenants and their keys. Thread-safe. */
public final class Tenants {
    /** Keys of a tenant that are in use: every service holds all of them in memory. */
    static final int MOST_KEYS = 1_000;

    private final TenantsView view;
    private final TenantsAppender appender;
    private final Random random;
    private final Clock clock;

    /**
     * @param random fit for secrets
     */
    public Tenants(TenantsView view, TenantsAppender appender, Random random, Clock clock) {
        this.view = view;
        this.appender = appender;
        this.random = random;
        this.clock = clock;
    }

    /** What was made, by name. */
    public List<TenantRecord> list() {
        return view.tenants();
    }

    public Optional<TenantRecord> find(String tenant) {
        return view.tenant(tenant);
    }

    /**
     * Makes sure that a tenant is there, and says whether that is new.
     *
     * @throws BeingPurgedException if one of the name is just being deleted
     */
    public boolean create(String tenant) {
        requireToStay(tenant);
        if (find(tenant).isPresent()) {
            return false;
        }
        appender.append(new TenantRecord(tenant, now(), Quotas.UNSET));
        return true;
    }

    /**
     * Nothing may be made for a tenant that is being deleted.
     *
     * @throws BeingPurgedException if it is
     */
    public void requireToStay(String tenant) {
        if (find(tenant).flatMap(TenantRecord::deletion).isPresent()) {
            throw new BeingPurgedException("tenant " + tenant);
        }
    }

    /**
     * Begins to delete a tenant: its keys are of no use from here on. One that was never made is made for that, so that it is known as long as it takes.
     *
     * @return the id of the purge of what it has; the same if that had begun before
     */
    public UUID beginDeletion(String tenant) {
        TenantRecord record = find(tenant).orElseGet(() -> new TenantRecord(tenant, now(), Quotas.UNSET));
        UUID purge = record.deletion().orElseGet(UUID::randomUUID);
        if (record.deletion().isEmpty()) {
            appender.append(record.asBeingDeleted(purge));
        }
        removeKeys(tenant);
        return purge;
    }

    /** Whether a deletion is under way, as of now. */
    public boolean isBeingDeleted(String tenant, UUID purge) {
        appender.awaitAll();
        return find(tenant)
                .flatMap(TenantRecord::deletion)
                .filter(purge::equals)
                .isPresent();
    }

    /** Forgets a tenant that is being deleted, of which nothing is left. */
    public void completeDeletion(String tenant) {
        removeKeys(tenant);
        find(tenant).ifPresent(record -> appender.remove(record.key()));
    }

    private void removeKeys(String tenant) {
        keys(tenant).forEach(key -> appender.remove(key.key()));
    }

    /** What a tenant may send; as the installation's settings say where it is not said. */
    public Quotas quotas(String tenant) {
        return find(tenant).map(TenantRecord::quotas).orElse(Quotas.UNSET);
    }

    /** Replaces all quotas of a tenant; empty if there is none. */
    public Optional<TenantRecord> setQuotas(String tenant, Quotas quotas) {
        requireToStay(tenant);
        return find(tenant).map(former -> {
            TenantRecord changed = former.withQuotas(quotas);
            appender.append(changed);
            return changed;
        });
    }

    /** All keys of a tenant, those revoked among them, oldest first. */
    public List<ApiKeyRecord> keys(String tenant) {
        return view.keys(tenant);
    }

    /** A key of any tenant. */
    public Optional<ApiKeyRecord> key(String id) {
        return view.key(id);
    }

    /**
     * Makes a key for a tenant; empty if there is no such tenant.
     *
     * @throws TooManyKeysException if it has as many as one may have
     */
    public Optional<NewKey> createKey(String tenant, Set<Scope> scopes, String label) {
        if (find(tenant).isEmpty()) {
            return Optional.empty();
        }
        requireToStay(tenant);
        if (keys(tenant).stream().filter(key -> !key.isRevoked()).count() >= MOST_KEYS) {
            throw new TooManyKeysException(tenant, MOST_KEYS);
        }
        ApiKey key = ApiKey.fresh(random);
        ApiKeyRecord record =
                new ApiKeyRecord(key.id(), tenant, scopes, ApiKey.sha256(key.text()), label, now(), Optional.empty());
        appender.append(record);
        return Optional.of(new NewKey(record, key.text()));
    }

    /** Makes a tenant's key of no use for good; says whether there is such a key. */
    public boolean revokeKey(String tenant, String id) {
        Optional<ApiKeyRecord> key = view.key(id).filter(known -> known.tenant().equals(tenant));
        key.filter(known -> !known.isRevoked()).ifPresent(known -> appender.append(known.revoked(now())));
        return key.isPresent();
    }

    /** As it is stored, so that what is answered now is what is answered later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
