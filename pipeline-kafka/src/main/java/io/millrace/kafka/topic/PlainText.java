package io.millrace.kafka.topic;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/**
 * Whether brokers take plain text. A client finds out at its cost: what a broker with TLS answers it takes for the length of a message, asks for 352 MB to put it in, and the process is
 * out of memory.
 */
final class PlainText {
    private static final int TIMEOUT_MILLIS = 2_000;

    /** Its length; ApiVersions in version 0; a number to find the answer by; a client without a name. */
    private static final byte[] REQUEST = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 0, 0, 0};

    /** An alert, of any version of TLS. */
    private static final int TLS_ALERT = 0x1503;

    private PlainText() {}

    /**
     * The first of the servers that speaks TLS; a server that says nothing is not judged.
     *
     * @param bootstrapServers {@code host:port}, comma separated
     */
    static Optional<String> refusedBy(String bootstrapServers) {
        for (String server : bootstrapServers.split(",", -1)) {
            if (isRefusedBy(server.strip())) {
                return Optional.of(server.strip());
            }
        }
        return Optional.empty();
    }

    private static boolean isRefusedBy(String server) {
        int colon = server.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            // Kafka writes IPv6 addresses in brackets, as Java reads them.
            socket.connect(
                    new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))),
                    TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(REQUEST);
            return new DataInputStream(socket.getInputStream()).readUnsignedShort() == TLS_ALERT;
        } catch (IOException silent) {
            return false;
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            // For the client to name.
            return false;
        }
    }
}
