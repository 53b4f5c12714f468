package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All tables together. The writer creates them; whoever only reads waits until they are there. */
public final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final Duration DDL_TIMEOUT = Duration.ofSeconds(30);
    private static final Map<String, String> TABLES = tables();

    private Schema() {}

    private static Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put(RollupsTable.NAME, RollupsTable.CREATE);
        tables.put(RollupPacksTable.NAME, RollupPacksTable.CREATE);
        tables.put(ArchiveTable.NAME, ArchiveTable.CREATE);
        tables.put(AlertsTable.NAME, AlertsTable.CREATE);
        tables.put(DeadLettersTable.NAME, DeadLettersTable.CREATE);
        tables.put(DeadLetterBytesTable.NAME, DeadLetterBytesTable.CREATE);
        tables.put(TimelineTable.NAME, TimelineTable.CREATE);
        tables.put(RunsTable.NAME, RunsTable.CREATE);
        tables.put(ProofsTable.NAME, ProofsTable.CREATE);
        tables.put(SourceRunsTable.NAME, SourceRunsTable.CREATE);
        return tables;
    }

    /**
     * Creates what is missing, then waits until all nodes agree. Safe to call from several processes at once: it says nothing when all
     * is there, and each statement is conditional.
     *
     * @throws SchemaDisagreementException if the nodes do not agree in time; the same call may succeed later
     */
    public static void ensure(CqlSession session, Keyspace keyspace) {
        if (isPresent(session)) {
            return;
        }
        execute(session, keyspace.create());
        TABLES.forEach((name, create) -> {
            execute(session, create);
            // Before the table that whoever waits for all of them finds last.
            if (name.equals(TimelineTable.NAME)) {
                execute(session, TimelineTable.ADD_LOOKUPS);
            }
        });
        if (!session.checkSchemaAgreement()) {
            throw new SchemaDisagreementException();
        }
        LOG.info("keyspace {} is there with tables {}", Keyspace.NAME, TABLES.keySet());
    }

    /** Whether every table is there. Asks the server, not the driver's copy of the schema. */
    public static boolean isPresent(CqlSession session) {
        var found = session.execute(SimpleStatement.newInstance(
                "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", Keyspace.NAME));
        long known = found.all().stream()
                .filter(row -> TABLES.containsKey(row.getString(0)))
                .count();
        return known == TABLES.size();
    }

    private static void execute(CqlSession session, String ddl) {
        session.execute(SimpleStatement.newInstance(ddl).setTimeout(DDL_TIMEOUT).setIdempotent(true));
    }
}
