package io.millrace.ingest.repairs;

import io.millrace.model.format.CutRecord;

/** Cuts records of teams' own topics, in Avro of a registered schema. */
public interface RegisteredRecords {
    /**
     * A record to be read, or why it can't be.
     *
     * @throws io.millrace.kafka.registry.SchemaRegistryException if the registry can't tell the schema now
     */
    CutRecord cut(long index, byte[] bytes);
}
