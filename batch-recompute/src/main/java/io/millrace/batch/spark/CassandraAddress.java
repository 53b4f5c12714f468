package io.millrace.batch.spark;

import io.millrace.cassandra.CassandraConnection;
import java.io.Serializable;
import java.time.Duration;

/**
 * How tasks reach Cassandra.
 *
 * @param contactPoints {@code host:port}, comma separated
 * @param datacenter that the executors are in
 */
public record CassandraAddress(String contactPoints, String datacenter) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A page of rows may take long while many tasks read at once. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    public CassandraConnection connection() {
        return new CassandraConnection(contactPoints, datacenter, TIMEOUT);
    }
}
