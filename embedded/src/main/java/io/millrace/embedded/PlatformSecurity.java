package io.millrace.embedded;

import io.millrace.embedded.process.EmbeddedException;
import java.util.Optional;
import java.util.Set;

/**
 * Who proves what to whom.
 *
 * @param clients how everyone here connects to the servers
 * @param servers what those that are started here ask for; empty = nothing
 */
public record PlatformSecurity(ClientSecurity clients, Optional<ServerSecurity> servers) {
    public static final PlatformSecurity NONE = new PlatformSecurity(ClientSecurity.NONE, Optional.empty());

    /**
     * @throws EmbeddedException if clients are told to prove something to a server that will not ask for it
     */
    void requireMeaning(Set<Component> started) {
        if (servers.isPresent()) {
            return;
        }
        if (clients.kafka().isPresent() && started.contains(Component.KAFKA)) {
            throw meaningless(ClientSecurity.KAFKA, ExternalAddresses.KAFKA, "Kafka");
        }
        if (clients.cassandra().isPresent() && started.contains(Component.CASSANDRA)) {
            throw meaningless(ClientSecurity.CASSANDRA, ExternalAddresses.CASSANDRA, "Cassandra");
        }
    }

    private static EmbeddedException meaningless(String variable, String address, String server) {
        return new EmbeddedException(variable + " is set, but the " + server
                + " that is started here is open to everyone"
                + " on this machine, and without TLS. Name the one that it is meant for in " + address + ", or unset "
                + variable + ".");
    }
}
