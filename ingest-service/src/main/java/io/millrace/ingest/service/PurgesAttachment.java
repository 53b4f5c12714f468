package io.millrace.ingest.service;

import io.millrace.ingest.lookups.TenantLookups;
import io.millrace.ingest.pipelines.DefinitionsAppender;
import io.millrace.ingest.purges.Completion;
import io.millrace.ingest.purges.KafkaEventsDeletion;
import io.millrace.ingest.purges.Looks;
import io.millrace.ingest.purges.PipelinePurges;
import io.millrace.ingest.purges.TenantDeletions;
import io.millrace.ingest.tenants.Tenants;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.kafka.purges.PurgesLog;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/** What purges pipelines and deletes tenants, opened and closed together. */
final class PurgesAttachment implements AutoCloseable {
    private final PurgesLog log;
    private final PipelinePurges purges;
    private final TenantDeletions deletions;
    private final Looks looks;

    /**
     * Begins to bring purges to their end.
     *
     * @param log of purges
     * @param allKnown whether everything else is known that stood in the topics when this process began
     */
    PurgesAttachment(
            PurgesLog log,
            Definitions definitions,
            DefinitionsAppender appender,
            StreamTimes progress,
            SourcesAttachment sources,
            Tenants tenants,
            TenantLookups lookups,
            KafkaEventsDeletion events,
            BooleanSupplier allKnown,
            Clock clock) {
        this.log = log;
        purges = new PipelinePurges(definitions, appender, clock);
        Completion completion = new Completion(log.view(), definitions, progress, sources.forgotten()::forget, purges);
        deletions = new TenantDeletions(tenants, definitions, purges, lookups, log.view(), log::append, events);
        looks = new Looks("purges", () -> {
            if (log.isCaughtUp() && allKnown.getAsBoolean()) {
                completion.look();
                deletions.look();
            }
        });
        log.start();
        looks.start();
    }

    PipelinePurges purges() {
        return purges;
    }

    TenantDeletions deletions() {
        return deletions;
    }

    boolean isCaughtUp() {
        return log.isCaughtUp();
    }

    @Override
    public void close() {
        looks.close();
        log.close();
    }
}
