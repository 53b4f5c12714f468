package io.millrace.ingest.purges;

import io.millrace.ingest.lookups.TenantLookups;
import io.millrace.ingest.tenants.Tenants;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.purges.PurgesView;
import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PurgeRecord;
import io.millrace.kafka.record.TenantRecord;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Deletes tenants: first their keys, then all their pipelines, then what they have beside them, and last what says that they are being deleted. Every instance does so, step by
 * step; what another did it finds done. Thread-safe.
 */
public final class TenantDeletions {
    private final Tenants tenants;
    private final Definitions definitions;
    private final PipelinePurges purges;
    private final TenantLookups lookups;
    private final PurgesView reports;
    private final Consumer<PurgeRecord> orders;
    private final EventsDeletion events;

    /**
     * @param orders takes what is to be deleted in Cassandra, and returns when it is known here
     */
    public TenantDeletions(
            Tenants tenants,
            Definitions definitions,
            PipelinePurges purges,
            TenantLookups lookups,
            PurgesView reports,
            Consumer<PurgeRecord> orders,
            EventsDeletion events) {
        this.tenants = tenants;
        this.definitions = definitions;
        this.purges = purges;
        this.lookups = lookups;
        this.reports = reports;
        this.orders = orders;
        this.events = events;
    }

    /**
     * Begins to delete a tenant, whether it was made or just has something. Returns when its keys are of no use any more, as far as is known here, and its pipelines take no more
     * events. Nothing happens if that had begun before.
     *
     * @return whether there is such a tenant
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take it now; the same again goes on
     */
    public boolean begin(String tenant) {
        boolean there = tenants.find(tenant).isPresent()
                || !pipelines(tenant).isEmpty()
                || !definitions.unreadable(tenant).isEmpty()
                || !lookups.list(tenant).isEmpty();
        if (there) {
            UUID purge = tenants.beginDeletion(tenant);
            purgePipelines(tenant);
            order(tenant, purge);
        }
        return there;
    }

    private List<PipelineRecord> pipelines(String tenant) {
        return definitions.all().stream()
                .map(ActivePipeline::record)
                .filter(pipeline -> pipeline.tenant().equals(tenant))
                .toList();
    }

    private void purgePipelines(String tenant) {
        for (PipelineRecord pipeline : pipelines(tenant)) {
            if (pipeline.purge().isEmpty()
                    && definitions.unreadable(tenant, pipeline.pipeline()).isEmpty()) {
                var unused = purges.order(tenant, pipeline.pipeline(), Optional.empty());
            }
        }
    }

    /** Carried out when all pipelines are purged. */
    private void order(String tenant, UUID purge) {
        boolean ordered = reports.isDone(purge)
                || reports.last(tenant).filter(last -> last.id().equals(purge)).isPresent();
        if (!ordered) {
            orders.accept(new PurgeRecord(tenant, "", purge, definitions.offset(), false));
        }
    }

    /**
     * Goes on with all that are being deleted.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take now what is to be done; the next look does the rest
     */
    public void look() {
        for (TenantRecord tenant : tenants.list()) {
            tenant.deletion().ifPresent(purge -> goOn(tenant.tenant(), purge));
        }
    }

    private void goOn(String tenant, UUID purge) {
        purgePipelines(tenant);
        order(tenant, purge);
        if (!pipelines(tenant).isEmpty()
                || !reports.isDone(purge)
                || !definitions.unreadable(tenant).isEmpty()) {
            return;
        }
        for (LookupVersionRecord lookup : lookups.list(tenant)) {
            var unused = lookups.delete(tenant, lookup.lookup(), Optional.empty());
        }
        events.delete(tenant, () -> tenants.isBeingDeleted(tenant, purge));
        if (tenants.isBeingDeleted(tenant, purge)) {
            tenants.completeDeletion(tenant);
        }
    }
}
