package io.millrace.query.service;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;

/** Reaches for the backends once the server listens, so that it can be asked from the beginning how it is. */
@Singleton
final class StartWithServer implements ApplicationEventListener<ServerStartupEvent> {
    private final Backends backends;

    StartWithServer(Backends backends) {
        this.backends = backends;
    }

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        backends.start();
    }
}
