package io.millrace.ingest.quota;

import java.time.Duration;

/**
 * How quotas are held.
 *
 * @param standard of tenants that have none of their own
 * @param patience the longest that a body waits at a time, before it is read further
 * @param pacedBodies of a tenant that may wait at once
 */
public record QuotaSettings(Quota standard, Duration patience, int pacedBodies) {}
