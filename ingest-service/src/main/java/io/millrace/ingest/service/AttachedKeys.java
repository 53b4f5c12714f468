package io.millrace.ingest.service;

import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.shell.access.KeySource;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The keys of tenants, as the topic has them. */
@Singleton
final class AttachedKeys implements KeySource {
    private final Attachments attachments;

    AttachedKeys(Attachments attachments) {
        this.attachments = attachments;
    }

    @Override
    public Optional<ApiKeyRecord> find(String id) {
        return attachments.get().tenants().key(id);
    }
}
