package io.millrace.query.service;

import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.shell.access.KeySource;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The keys of tenants, as the topic has them. */
@Singleton
final class BackendKeys implements KeySource {
    private final Backends backends;

    BackendKeys(Backends backends) {
        this.backends = backends;
    }

    @Override
    public Optional<ApiKeyRecord> find(String id) {
        return backends.tenants().key(id);
    }
}
