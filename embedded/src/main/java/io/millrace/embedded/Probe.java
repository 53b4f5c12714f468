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
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Asks a server for something that only a working one can answer. Answers within a few seconds. */
@FunctionalInterface
interface Probe {
    int TIMEOUT_MILLIS = 2_000;

    /** False for any kind of not yet. */
    boolean answers() throws InterruptedException;

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

    /** A broker is part of the cluster, and not fenced. */
    static Probe kafka(String bootstrapServers) {
        return () -> {
            // First by a bare connection: the client logs a warning for each broker that is not there.
            if (!anyAccepts(bootstrapServers)) {
                return false;
            }
            try (Admin admin = Admin.create(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS))) {
                return !admin.describeCluster().nodes().get().isEmpty();
            } catch (ExecutionException | KafkaException e) {
                return false;
            }
        };
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
    static Probe cassandra(HostAndPort address) {
        return () -> {
            try (Socket socket = connect(address)) {
                CqlConversation cql = new CqlConversation(
                        new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream()));
                return cql.start() && cql.query("SELECT cluster_name FROM system.local");
            } catch (IOException e) {
                return false;
            }
        };
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

    /** As much of the native protocol, version 4, as a question needs. A driver would be 30 jars. */
    record CqlConversation(DataInputStream in, DataOutputStream out) {
        private static final int VERSION = 4;
        private static final int STARTUP = 0x01;
        private static final int READY = 0x02;
        private static final int QUERY = 0x07;
        private static final int RESULT = 0x08;
        private static final int CONSISTENCY_ONE = 1;

        boolean start() throws IOException {
            byte[] option = "CQL_VERSION".getBytes(StandardCharsets.US_ASCII);
            byte[] value = "3.0.0".getBytes(StandardCharsets.US_ASCII);
            header(STARTUP, 2 + 2 + option.length + 2 + value.length);
            out.writeShort(1);
            out.writeShort(option.length);
            out.write(option);
            out.writeShort(value.length);
            out.write(value);
            out.flush();
            return answer() == READY;
        }

        boolean query(String statement) throws IOException {
            byte[] text = statement.getBytes(StandardCharsets.UTF_8);
            header(QUERY, 4 + text.length + 2 + 1);
            out.writeInt(text.length);
            out.write(text);
            out.writeShort(CONSISTENCY_ONE);
            out.writeByte(0);
            out.flush();
            return answer() == RESULT;
        }

        private void header(int operation, int length) throws IOException {
            out.writeByte(VERSION);
            out.writeByte(0);
            out.writeShort(0);
            out.writeByte(operation);
            out.writeInt(length);
        }

        private int answer() throws IOException {
            in.skipNBytes(4);
            int operation = in.readUnsignedByte();
            in.skipNBytes(in.readInt());
            return operation;
        }
    }
}
