package io.millrace.shell.access;

import io.micronaut.http.HttpRequest;
import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.Scope;
import java.util.Optional;
import java.util.Set;

/**
 * Who sent a request.
 *
 * @param name for the log of acts: {@code anyone}, {@code administrator}, {@code metrics} or {@code key} and its id
 * @param tenant whose key it is; empty if it is no tenant's
 * @param scopes of a tenant's key
 */
public record Caller(String name, Optional<String> tenant, Set<Scope> scopes) {
    /** Everyone, while no key is asked for. */
    public static final Caller ANYONE = new Caller("anyone", Optional.empty(), Set.of());

    static final Caller ADMINISTRATOR = new Caller("administrator", Optional.empty(), Set.of());
    static final Caller METRICS = new Caller("metrics", Optional.empty(), Set.of());

    private static final String ATTRIBUTE = "millrace.caller";

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    static Caller of(ApiKeyRecord key) {
        return new Caller("key " + key.id(), Optional.of(key.tenant()), key.scopes());
    }

    /** Who sent a request that was let through or refused by name; empty if no key was recognised. */
    public static Optional<Caller> of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Caller.class);
    }

    void attachTo(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
