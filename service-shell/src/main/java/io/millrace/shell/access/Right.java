package io.millrace.shell.access;

import io.millrace.kafka.record.Scope;
import java.util.Set;

/** What a route asks of whoever calls it. The administrator of the installation has every right. */
public enum Right {
    /** Nothing: it tells of no tenant. */
    NONE,
    /** Any key at all: there is nothing at the path for the request but the answer that it is so. */
    KEY,
    /** To be the administrator, or whoever collects metrics: they name all tenants. */
    METRICS,
    /** To be the administrator. */
    INSTALLATION,
    /** A key of the tenant, whatever its scopes. */
    MEMBER,
    /** To read what the tenant's administrators have set up. */
    READ,
    INGEST,
    QUERY,
    ADMIN;

    /** The scopes of a tenant's key of which one gives the right; none = no tenant's key has it by its scopes. */
    public Set<Scope> scopes() {
        return switch (this) {
            case NONE, KEY, METRICS, INSTALLATION -> Set.of();
            case MEMBER -> Set.of(Scope.values());
            case READ -> Set.of(Scope.QUERY, Scope.ADMIN);
            case INGEST -> Set.of(Scope.INGEST);
            case QUERY -> Set.of(Scope.QUERY);
            case ADMIN -> Set.of(Scope.ADMIN);
        };
    }
}
