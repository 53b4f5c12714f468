package io.millrace.ingest.sources.poll;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Who may be asked. Whoever can put a definition must not reach what only this service can.
 *
 * @param hosts {@code example.org}, {@code example.org:8080}, {@code *.example.org} or {@code *}; none = every host whose addresses are all public
 */
public record AllowedHosts(Set<String> hosts) {
    private static final int UNIQUE_LOCAL = 0xFC;

    public AllowedHosts {
        hosts = Set.copyOf(hosts);
    }

    /**
     * @throws UnknownHostException if nobody knows the host
     * @throws PollFailedException if it may not be asked
     */
    void require(URI url) throws UnknownHostException, PollFailedException {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        if (hosts.isEmpty()) {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!isPublic(address)) {
                    throw PollFailedException.of("the host " + host
                            + " has an address that is not public; name it in millrace.sources.hosts to have it asked");
                }
            }
        } else if (hosts.stream().noneMatch(allowed -> matches(allowed, host, url.getPort()))) {
            throw PollFailedException.of("the host " + host + " is not among millrace.sources.hosts");
        }
    }

    private static boolean matches(String allowed, String host, int port) {
        return allowed.equals("*")
                || allowed.equals(host)
                || allowed.equals(host + ":" + port)
                || (allowed.startsWith("*.") && host.endsWith(allowed.substring(1)));
    }

    private static boolean isPublic(InetAddress address) {
        boolean uniqueLocal = address.getAddress().length == 16 && (address.getAddress()[0] & 0xFE) == UNIQUE_LOCAL;
        return !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress()
                && !uniqueLocal;
    }
}
