package io.millrace.ingest.quota;

/** Which quota a tenant has now. */
public interface TenantQuotas {
    Quota of(String tenant);
}
