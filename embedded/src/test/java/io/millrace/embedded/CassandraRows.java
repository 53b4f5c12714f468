package io.millrace.embedded;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** Inserts numbers into a table, many in flight, until closed. */
final class CassandraRows implements AutoCloseable {
    private static final int IN_FLIGHT = 32;

    private final CqlSession session;
    private final Acknowledged acknowledged = new Acknowledged();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Semaphore permits = new Semaphore(IN_FLIGHT);
    private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

    CassandraRows(HostAndPort address) {
        this.session = session(address);
    }

    private static CqlSession session(HostAndPort address) {
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress(address.host(), address.port()))
                .withLocalDatacenter("datacenter1")
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(1))
                        .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(100))
                        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(1))
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(10))
                        .build())
                .build();
    }

    Acknowledged acknowledged() {
        return acknowledged;
    }

    CassandraRows start() {
        session.execute(
                "CREATE KEYSPACE numbers WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        session.execute("CREATE TABLE numbers.numbers (number int PRIMARY KEY)");
        done = CompletableFuture.runAsync(this::insert);
        return this;
    }

    private void insert() {
        PreparedStatement insert = session.prepare("INSERT INTO numbers.numbers (number) VALUES (?)");
        for (int next = 0; !closed.get(); next++) {
            int number = next;
            permits.acquireUninterruptibly();
            // What fails while the server is down is not acknowledged, and not tried again.
            session.executeAsync(insert.bind(number)).whenComplete((rows, failure) -> {
                if (failure == null) {
                    acknowledged.add(number);
                }
                permits.release();
            });
        }
        permits.acquireUninterruptibly(IN_FLIGHT);
    }

    static BitSet read(HostAndPort address) {
        BitSet found = new BitSet();
        try (CqlSession session = session(address)) {
            session.execute("SELECT number FROM numbers.numbers").forEach(row -> found.set(row.getInt(0)));
        }
        return found;
    }

    @Override
    public void close() {
        closed.set(true);
        done.join();
        session.close();
    }
}
