package io.millrace.cassandra;

import java.util.UUID;

/**
 * What reconciling a rollup came to so far, in all runs.
 *
 * @param equal rows that were equal bit for bit, each as often as it was compared
 * @param wrong rows that were not
 * @param run that was counted last
 */
public record Proof(String tenant, String pipeline, String rollup, long equal, long wrong, UUID run) {}
