package io.millrace.batch.spark;

import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.CassandraSecurity;
import java.io.Serializable;
import java.time.Duration;

/**
 * How tasks reach Cassandra.
 *
 * @param contactPoints {@code host:port}, comma separated
 * @param datacenter that the executors are in
 * @param securityFile see {@link CassandraSecurity#read}; on every machine that runs tasks. Empty = no encryption, no credentials
 */
public record CassandraAddress(String contactPoints, String datacenter, String securityFile) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A page of rows may take long while many tasks read at once. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    public CassandraAddress(String contactPoints, String datacenter) {
        this(contactPoints, datacenter, "");
    }

    /**
     * @throws IllegalArgumentException if it can't be used, with what is wrong
     */
    public CassandraConnection connection() {
        CassandraSecurity security =
                securityFile.isEmpty() ? CassandraSecurity.NONE : CassandraSecurity.read(securityFile);
        return new CassandraConnection(contactPoints, datacenter, TIMEOUT, security);
    }
}
