package io.millrace.ingest.pipelines;

import io.millrace.kafka.record.PipelineRecord;
import java.util.Optional;
import java.util.function.Supplier;

/** Appends to the topic of definitions, one writer at a time across all instances of the service, so that no version is ever lost. */
public interface DefinitionsAppender {
    /**
     * Appends what a decision asks for, and returns when it can be read here.
     *
     * @param decision taken while everything written before is known and nobody else can write; empty = write nothing. Taken again if
     *     another instance came between
     * @throws org.apache.kafka.common.KafkaException if that is not possible now; nothing was written then, or it was and putting the same
     *     again changes nothing
     */
    void append(Supplier<Optional<PipelineRecord>> decision);
}
