package io.millrace.ingest.intake;

/** Counts what came in. Called once a body. */
public interface IntakeMetrics {
    /** Counts nothing. */
    IntakeMetrics NONE = (tenant, pipeline, taken) -> {};

    /**
     * What a body came to.
     *
     * @param accepted events that are durable
     * @param rejected records that became dead letters
     * @param unknownFields of these records that the definition does not name
     * @param bytes of these records as received, decompressed
     */
    record Taken(long accepted, long rejected, long unknownFields, long bytes) {}

    void taken(String tenant, String pipeline, Taken taken);
}
