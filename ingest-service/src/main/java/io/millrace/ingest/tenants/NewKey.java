package io.millrace.ingest.tenants;

import io.millrace.kafka.record.ApiKeyRecord;

/**
 * A key that was just made.
 *
 * @param text the key itself, which is nowhere else and is shown once
 */
public record NewKey(ApiKeyRecord record, String text) {
    /** Without the key. */
    @Override
    public String toString() {
        return "NewKey[record=" + record + "]";
    }
}
