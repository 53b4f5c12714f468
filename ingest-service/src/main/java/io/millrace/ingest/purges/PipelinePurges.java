package io.millrace.ingest.purges;

import io.millrace.ingest.pipelines.ChangedMeanwhileException;
import io.millrace.ingest.pipelines.DefinitionsAppender;
import io.millrace.ingest.pipelines.EntityTag;
import io.millrace.ingest.pipelines.UnreadableDefinitionException;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Purge;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Which pipelines are being purged. Thread-safe. */
public final class PipelinePurges {
    private final Definitions definitions;
    private final DefinitionsAppender appender;
    private final Clock clock;

    public PipelinePurges(Definitions definitions, DefinitionsAppender appender, Clock clock) {
        this.definitions = definitions;
        this.appender = appender;
        this.clock = clock;
    }

    /** The purge of a pipeline that is under way, if there is one. */
    public Optional<Purge> find(String tenant, String pipeline) {
        return definitions.find(tenant, pipeline).flatMap(active -> active.record()
                .purge());
    }

    /**
     * Stops a pipeline, one that was deleted before as well, and orders that all that is stored of it be deleted. Returns when it is known here that it takes no more
     * events. Nothing happens if that was ordered before.
     *
     * @param ifMatch entity tags of what may be purged
     * @return the purge; empty if there is no such pipeline
     * @throws UnreadableDefinitionException if what is stored of the pipeline can't be read: it says what there is to delete
     * @throws ChangedMeanwhileException if {@code ifMatch} does not match
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take it now
     */
    public Optional<Purge> order(String tenant, String pipeline, Optional<String> ifMatch) {
        Order order = new Order(tenant, pipeline, ifMatch);
        appender.append(order);
        return order.result;
    }

    /**
     * All that was stored of a pipeline is deleted: leaves nothing but the numbers that must not be used again, and frees the name. Nothing happens if that was done
     * before.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take it now
     */
    public void complete(String tenant, String pipeline, UUID purge) {
        appender.append(() -> definitions
                .find(tenant, pipeline)
                .map(ActivePipeline::record)
                .filter(record ->
                        record.purge().filter(order -> order.id().equals(purge)).isPresent())
                .map(PipelineRecord::asPurged));
    }

    /** Taken again if another instance came between; the last time counts. */
    private final class Order implements Supplier<Optional<PipelineRecord>> {
        private final String tenant;
        private final String pipeline;
        private final Optional<String> ifMatch;
        private Optional<Purge> result = Optional.empty();

        Order(String tenant, String pipeline, Optional<String> ifMatch) {
            this.tenant = tenant;
            this.pipeline = pipeline;
            this.ifMatch = ifMatch;
        }

        @Override
        public Optional<PipelineRecord> get() {
            definitions.unreadable(tenant, pipeline).ifPresent(unreadable -> {
                throw new UnreadableDefinitionException(unreadable);
            });
            Optional<PipelineRecord> stored = definitions.find(tenant, pipeline).map(ActivePipeline::record);
            result = stored.flatMap(PipelineRecord::purge);
            if (stored.isEmpty() || result.isPresent()) {
                return Optional.empty();
            }
            if (ifMatch.isPresent() && !EntityTag.matches(ifMatch.get(), stored)) {
                throw new ChangedMeanwhileException("the pipeline's entity tag is now " + EntityTag.of(stored.get()));
            }
            Purge purge = new Purge(UUID.randomUUID(), Instant.ofEpochMilli(clock.millis()));
            result = Optional.of(purge);
            return Optional.of(stored.get().asBeingPurged(purge));
        }
    }
}
