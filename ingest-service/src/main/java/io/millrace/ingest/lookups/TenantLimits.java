package io.millrace.ingest.lookups;

/**
 * How much a tenant may have: whoever evaluates events holds all of it in memory.
 *
 * @param lookups how many
 * @param rows of all versions that are kept of all of them
 * @param bytes likewise
 */
public record TenantLimits(int lookups, long rows, long bytes) {}
