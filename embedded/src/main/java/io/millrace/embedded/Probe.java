package io.millrace.embedded;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;

/** Asks a server for something that only a working one can answer. Answers within a few seconds. */
@FunctionalInterface
interface Probe {
    int TIMEOUT_MILLIS = 2_000;

    /** What a server that speaks TLS begins with when it is spoken to without. */
    int TLS_ALERT = 0x1503;

    /**
     * False for any kind of not yet.
     *
     * @throws RefusedException if the server does not let us in
     */
    boolean asked() throws InterruptedException, RefusedException;

    /** A server that we start may not know yet whom it lets in. */
    default boolean answers() throws InterruptedException {
        try {
            return asked();
        } catch (RefusedException notYet) {
            return false;
        }
    }

    /** The answer to a GET is 200. */
    static Probe http(URI address) {
        return http(address, body -> true);
    }

    /** Likewise, with a body of which the judge says yes. */
    static Probe http(URI address, Predicate<String> judge) {
        return () -> {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
                connection.setConnectTimeout(TIMEOUT_MILLIS);
                connection.setReadTimeout(TIMEOUT_MILLIS);
                try {
                    return connection.getResponseCode() == HttpURLConnection.HTTP_OK
                            && judge.test(
                                    new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                } finally {
                    connection.disconnect();
                }
            } catch (IOException e) {
                return false;
            }
        };
    }

    /**
     * A broker is part of the cluster, and not fenced.
     *
     * @param security properties of the client
     */
    static Probe kafka(String bootstrapServers, Map<String, String> security) {
        Map<String, Object> properties = new HashMap<>(security);
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        return () -> {
            // First by a bare connection: the client logs a warning for each broker that is not there.
            if (!anyAccepts(bootstrapServers)) {
                return false;
            }
            try (Admin admin = Admin.create(properties)) {
                return !admin.describeCluster().nodes().get().isEmpty();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthenticationException) {
                    throw RefusedException.of(e);
                }
                return false;
            } catch (KafkaException unusable) {
                throw RefusedException.of(unusable);
            }
        };
    }

    /**
     * The same in plain text, of brokers that may speak TLS: what such a one answers a client takes for the length of a message, and asks for 352 MB to put it in. So they are asked
     * without a client first.
     */
    static Probe plainKafka(String bootstrapServers) {
        Probe client = kafka(bootstrapServers, Map.of());
        return () -> {
            for (String server : bootstrapServers.split(",", -1)) {
                if (speaksTls(HostAndPort.parse(ExternalAddresses.KAFKA, server.strip()))) {
                    throw new RefusedException("it speaks TLS");
                }
            }
            return client.asked();
        };
    }

    private static boolean speaksTls(HostAndPort address) {
        try (Socket socket = connect(address)) {
            // ApiVersions in version 0, of a client without a name.
            socket.getOutputStream().write(new byte[] {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 0, 0, 0});
            return new DataInputStream(socket.getInputStream()).readUnsignedShort() == TLS_ALERT;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean anyAccepts(String bootstrapServers) {
        return Stream.of(bootstrapServers.split(",", -1))
                .map(server -> HostAndPort.parse(ExternalAddresses.KAFKA, server.strip()))
                .anyMatch(Probe::accepts);
    }

    private static boolean accepts(HostAndPort address) {
        try (Socket socket = connect(address)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** A query over CQL returns rows: the native protocol serves, and storage can be read. */
    static Probe cassandra(HostAndPort address, CassandraLogin login) {
        return () -> {
            try (Socket plain = connect(address);
                    Socket socket = encrypted(plain, address, login)) {
                CqlConversation cql = new CqlConversation(
                        new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream()));
                return cql.start(login) && cql.query("SELECT cluster_name FROM system.local");
            } catch (SSLException failure) {
                // One that a connection's end caused is not about whom we trust.
                if (failure.getCause() instanceof IOException) {
                    return false;
                }
                throw RefusedException.of(failure);
            } catch (IOException e) {
                return false;
            }
        };
    }

    /** The same socket, or one around it, with the host's name checked. */
    private static Socket encrypted(Socket socket, HostAndPort address, CassandraLogin login) throws IOException {
        if (login.encryption().isEmpty()) {
            return socket;
        }
        SSLSocket encrypted = (SSLSocket)
                login.encryption().get().getSocketFactory().createSocket(socket, address.host(), address.port(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    private static Socket connect(HostAndPort address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address.host(), address.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
