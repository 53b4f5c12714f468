package io.millrace.ingest.intake;

/** Counts what came in. Called once a body. */
public interface IntakeMetrics {
    /** Counts nothing. */
    IntakeMetrics NONE = (tenant, pipeline, accepted, rejected, bytes) -> {};

    /**
     * @param accepted events that are durable
     * @param rejected records that became dead letters
     * @param bytes of these records as received, decompressed
     */
    void taken(String tenant, String pipeline, long accepted, long rejected, long bytes);
}
