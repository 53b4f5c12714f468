package io.millrace.embedded;

import java.net.URI;

/**
 * Where everything is reached, whether it was started here or not.
 *
 * @param kafka bootstrap servers, host:port separated by commas
 * @param registry without a path
 * @param ingest without a path
 * @param query without a path
 */
public record Addresses(String kafka, HostAndPort cassandra, URI registry, URI ingest, URI query) {

    static Addresses of(PlatformOptions options) {
        Ports ports = options.ports();
        ExternalAddresses external = options.externalAddresses();
        return new Addresses(
                external.kafka().orElseGet(() -> HostAndPort.loopback(ports.of(Component.KAFKA))
                        .toString()),
                external.cassandra().orElseGet(() -> HostAndPort.loopback(ports.of(Component.CASSANDRA))),
                external.registry().orElseGet(() -> http(ports, Component.REGISTRY)),
                http(ports, Component.INGEST),
                http(ports, Component.QUERY));
    }

    static URI http(Ports ports, Component component) {
        return URI.create("http://" + HostAndPort.loopback(ports.of(component)));
    }
}
