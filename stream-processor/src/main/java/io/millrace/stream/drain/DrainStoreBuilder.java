package io.millrace.stream.drain;

import java.util.Map;
import org.apache.kafka.streams.state.StoreBuilder;

/** Builds a {@link DrainStore} a task. It can be neither cached nor logged. */
public record DrainStoreBuilder(String name) implements StoreBuilder<DrainStore> {
    @Override
    public DrainStore build() {
        return new DrainStore(name);
    }

    @Override
    public StoreBuilder<DrainStore> withCachingEnabled() {
        throw new UnsupportedOperationException(name + " is not cached");
    }

    @Override
    public StoreBuilder<DrainStore> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<DrainStore> withLoggingEnabled(Map<String, String> config) {
        throw new UnsupportedOperationException(name + " has no changelog");
    }

    @Override
    public StoreBuilder<DrainStore> withLoggingDisabled() {
        return this;
    }

    @Override
    public Map<String, String> logConfig() {
        return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
        return false;
    }
}
