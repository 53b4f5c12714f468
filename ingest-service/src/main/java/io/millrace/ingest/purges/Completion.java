package io.millrace.ingest.purges;

import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.kafka.purges.PurgesView;
import io.millrace.kafka.record.PipelineRecord.Purge;
import io.millrace.kafka.record.PurgeRecord;
import java.util.Optional;

/**
 * Brings purges to their end: when what is stored in Cassandra is deleted, and the stream-processor has forgotten the pipeline, its sources are forgotten and its name is free.
 * Every instance does so; the first does it, and the others find it done.
 */
public final class Completion {
    private final PurgesView reports;
    private final Definitions definitions;
    private final StreamTimes progress;
    private final SourceMemory sources;
    private final PipelinePurges purges;

    /** Remembers how far sources are. */
    public interface SourceMemory {
        /**
         * Forgets all sources of a pipeline.
         *
         * @throws org.apache.kafka.common.KafkaException if that can't be written now
         */
        void forget(String tenant, String pipeline);
    }

    public Completion(
            PurgesView reports,
            Definitions definitions,
            StreamTimes progress,
            SourceMemory sources,
            PipelinePurges purges) {
        this.reports = reports;
        this.definitions = definitions;
        this.progress = progress;
        this.sources = sources;
        this.purges = purges;
    }

    /**
     * Looks once.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take now what is to be done; the next look does the rest
     */
    public void look() {
        for (PurgeRecord report : reports.all()) {
            if (report.done() && !report.isOfTenant()) {
                complete(report);
            }
        }
    }

    private void complete(PurgeRecord report) {
        String tenant = report.tenant();
        String pipeline = report.pipeline();
        Optional<Purge> inForce = definitions
                .find(tenant, pipeline)
                .flatMap(active -> active.record().purge())
                .filter(purge -> purge.id().equals(report.id()));
        // A partition of the stream-processor takes back what it has told of a pipeline with the state that it deletes.
        if (inForce.isPresent() && !progress.knows(tenant, pipeline)) {
            sources.forget(tenant, pipeline);
            purges.complete(tenant, pipeline, report.id());
        }
    }
}
