package io.millrace.query.read;

/**
 * How many rows of a rollup reconciling found, ever.
 *
 * @param equal bit for bit
 * @param wrong rows that are not what the archive says
 */
public record ProofCounts(String tenant, String pipeline, String rollup, long equal, long wrong) {}
