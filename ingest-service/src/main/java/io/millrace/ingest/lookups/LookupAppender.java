package io.millrace.ingest.lookups;

import java.util.Optional;
import java.util.function.Supplier;

/** Writes lookups, one writer at a time across all instances of the service, and in turn with definitions of pipelines, which may use them. */
@FunctionalInterface
public interface LookupAppender {
    /**
     * Writes what a decision asks for, a version with all its rows, and returns when it can be read here.
     *
     * @param decision taken while everything written before is known and nobody else can write; empty = write nothing. Taken again if
     *     another instance came between
     * @throws org.apache.kafka.common.KafkaException if that is not possible now; nothing was written then, or it was and putting the same
     *     again changes nothing
     */
    void appendLookup(Supplier<Optional<LookupChange>> decision);
}
