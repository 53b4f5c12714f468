package io.millrace.ingest.quota;

/** Counts bodies of tenants that are over their quota. */
public interface QuotaMetrics {
    /** Counts nothing. */
    QuotaMetrics NONE = (tenant, outcome) -> {};

    /** What became of a body. */
    enum Outcome {
        /** Nothing of it was read. */
        REFUSED,
        /** It was read on at the pace of the quota. */
        PACED,
        /** It was read in part. */
        CUT_OFF
    }

    void overQuota(String tenant, Outcome outcome);
}
