package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.internal.core.ssl.DefaultSslEngineFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How to reach the cluster. The one place where the driver is configured.
 *
 * @param contactPoints {@code host:port}, comma separated
 * @param localDatacenter the data center this process runs in; consistency is judged there
 * @param requestTimeout how long a request may take, the server's time included
 */
public record CassandraConnection(
        String contactPoints, String localDatacenter, Duration requestTimeout, CassandraSecurity security) {
    public static final String DEFAULT_DATACENTER = "datacenter1";
    private static final int DEFAULT_PORT = 9042;

    public CassandraConnection {
        addresses(contactPoints);
        if (localDatacenter.isBlank()) {
            throw new IllegalArgumentException("no local data center");
        }
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("no request timeout: " + requestTimeout);
        }
    }

    /** Without encryption and credentials. */
    public CassandraConnection(String contactPoints, String localDatacenter, Duration requestTimeout) {
        this(contactPoints, localDatacenter, requestTimeout, CassandraSecurity.NONE);
    }

    public static CassandraConnection of(String contactPoints) {
        return new CassandraConnection(contactPoints, DEFAULT_DATACENTER, Duration.ofSeconds(5));
    }

    /**
     * Opens a session, which reconnects by itself from then on. The caller closes it.
     *
     * @param application its name, as operators see it in {@code system_views.clients}
     * @throws CassandraAccessException if it does not let us in, or we don't trust it
     * @throws AllNodesFailedException if no contact point answers
     */
    public CqlSession open(String application) {
        CqlSessionBuilder builder = CqlSession.builder()
                .addContactPoints(addresses(contactPoints))
                .withLocalDatacenter(localDatacenter)
                .withApplicationName(application)
                .withConfigLoader(driverConfig());
        security.credentials().ifPresent(role -> builder.withAuthCredentials(role.username(), role.password()));
        try {
            return builder.build();
        } catch (AllNodesFailedException failure) {
            throw CassandraAccessException.of(this, failure)
                    .<RuntimeException>map(refused -> refused)
                    .orElse(failure);
        }
    }

    DriverConfigLoader driverConfig() {
        ProgrammaticDriverConfigLoaderBuilder config = DriverConfigLoader.programmaticBuilder();
        security.encryption().ifPresent(encryption -> encrypt(encryption, config));
        return config.withString(DefaultDriverOption.REQUEST_CONSISTENCY, DefaultConsistencyLevel.LOCAL_QUORUM.name())
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, requestTimeout)
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, Duration.ofSeconds(3))
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, requestTimeout)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, requestTimeout)
                // A server that was killed is back within seconds, and so are we.
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
                .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, Duration.ofSeconds(10))
                .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(1))
                // Where rows lie: of our keyspaces, those of tenants among them. A text between slashes is a pattern.
                .withStringList(
                        DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES,
                        List.of(Keyspace.NAME, "/" + Keyspace.ofTenant("") + ".*/"))
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_AGREEMENT_TIMEOUT, Duration.ofSeconds(30))
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .build();
    }

    private static void encrypt(CassandraSecurity.Encryption encryption, ProgrammaticDriverConfigLoaderBuilder config) {
        config.withClass(DefaultDriverOption.SSL_ENGINE_FACTORY_CLASS, DefaultSslEngineFactory.class)
                .withBoolean(DefaultDriverOption.SSL_HOSTNAME_VALIDATION, true);
        encryption.trusted().ifPresent(store -> config.withString(
                        DefaultDriverOption.SSL_TRUSTSTORE_PATH, store.file().toString())
                .withString(DefaultDriverOption.SSL_TRUSTSTORE_PASSWORD, store.password()));
        encryption.own().ifPresent(store -> config.withString(
                        DefaultDriverOption.SSL_KEYSTORE_PATH, store.file().toString())
                .withString(DefaultDriverOption.SSL_KEYSTORE_PASSWORD, store.password()));
    }

    private static List<InetSocketAddress> addresses(String contactPoints) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String point : contactPoints.split(",")) {
            String trimmed = point.trim();
            int colon = trimmed.lastIndexOf(':');
            String host = colon < 0 ? trimmed : trimmed.substring(0, colon);
            if (host.isEmpty()) {
                throw new IllegalArgumentException("not host:port: '" + contactPoints + "'");
            }
            try {
                int port = colon < 0 ? DEFAULT_PORT : Integer.parseInt(trimmed.substring(colon + 1));
                addresses.add(new InetSocketAddress(host, port));
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException("not host:port: '" + contactPoints + "'", malformed);
            }
        }
        return addresses;
    }
}
