package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;

/** Drops typed tables, and the keyspaces that hold those of a tenant. Thread-safe; blocks; fails as the driver does. */
public final class TypedTableDrops {
    private static final Duration DDL_TIMEOUT = Duration.ofSeconds(30);

    private final CqlSession session;

    public TypedTableDrops(CqlSession session) {
        this.session = session;
    }

    /**
     * Makes sure that a table is not there.
     *
     * @return whether it was
     * @throws SchemaDisagreementException if the nodes do not agree in time; the same again may succeed later
     */
    public boolean drop(String tenant, String table) {
        // Asks the server, not the driver's copy of the schema.
        boolean there = session.execute(SimpleStatement.newInstance(
                                        "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?",
                                        Keyspace.ofTenant(tenant),
                                        table)
                                .setIdempotent(true))
                        .one()
                != null;
        if (there) {
            execute("DROP TABLE IF EXISTS " + Keyspace.ofTenant(tenant) + ".\"" + table + "\"");
        }
        return there;
    }

    /**
     * Makes sure that a tenant's keyspace, with all that is in it, is not there.
     *
     * @return whether it was
     * @throws SchemaDisagreementException if the nodes do not agree in time; the same again may succeed later
     */
    public boolean dropKeyspace(String tenant) {
        boolean there = session.execute(SimpleStatement.newInstance(
                                        "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?",
                                        Keyspace.ofTenant(tenant))
                                .setIdempotent(true))
                        .one()
                != null;
        if (there) {
            execute("DROP KEYSPACE IF EXISTS " + Keyspace.ofTenant(tenant));
        }
        return there;
    }

    private void execute(String ddl) {
        session.execute(SimpleStatement.newInstance(ddl).setTimeout(DDL_TIMEOUT).setIdempotent(true));
        if (!session.checkSchemaAgreement()) {
            throw new SchemaDisagreementException();
        }
    }
}
