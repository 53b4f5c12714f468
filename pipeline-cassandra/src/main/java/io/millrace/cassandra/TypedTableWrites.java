package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.model.table.TableLayout;
import io.millrace.model.table.TableLayout.Column;
import io.millrace.model.table.TableRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Typed tables for a writer: made when their first row comes, and given the columns they lack. Thread-safe; never blocks.
 */
public final class TypedTableWrites {
    private static final Logger LOG = LoggerFactory.getLogger(TypedTableWrites.class);
    private static final Duration DDL_TIMEOUT = Duration.ofSeconds(30);

    private final CqlSession session;
    private final Keyspace keyspace;
    private final Map<Name, CompletableFuture<Inserts>> ready = new ConcurrentHashMap<>();

    /**
     * @param keyspace whose replication tenants' keyspaces get
     */
    public TypedTableWrites(CqlSession session, Keyspace keyspace) {
        this.session = session;
        this.keyspace = keyspace;
    }

    private record Name(String tenant, TableLayout layout) {
        boolean isSameTable(Name other) {
            return tenant.equals(other.tenant) && layout.table().equals(other.layout.table());
        }
    }

    /** How rows of a table that is there are written. */
    public static final class Inserts {
        private final TypedTable table;
        private final PreparedStatement insert;

        private Inserts(TypedTable table, PreparedStatement insert) {
            this.table = table;
            this.insert = insert;
        }

        /**
         * Writes the row unless one of a newer event is there.
         *
         * @param ttlSeconds how long it is kept from now; 0 = for ever
         * @throws RuntimeException if the row's bytes are not of the table's layout
         */
        public BoundStatement insert(TableRow row, int ttlSeconds) {
            return table.bind(insert, row, ttlSeconds);
        }
    }

    /**
     * Makes sure of a table, its keyspace and its columns.
     *
     * @return fails with {@link IncompatibleTableException} if the table there can't take such rows, with {@link SchemaDisagreementException} if
     *     the nodes do not agree in time, or as the driver does; the next call then tries again
     */
    public CompletionStage<Inserts> ensure(String tenant, TableLayout layout) {
        Name name = new Name(tenant, layout);
        CompletableFuture<Inserts> known = ready.get(name);
        if (known != null) {
            return known;
        }
        CompletableFuture<Inserts> begun = new CompletableFuture<>();
        CompletableFuture<Inserts> former = ready.putIfAbsent(name, begun);
        if (former != null) {
            return former;
        }
        tryToOpen(name).whenComplete((inserts, failure) -> {
            if (failure == null) {
                begun.complete(inserts);
            } else {
                ready.remove(name, begun);
                begun.completeExceptionally(failure);
            }
        });
        return begun;
    }

    /** Looks at the table again before its next row: somebody changed it. */
    public void forget(String tenant, TableLayout layout) {
        Name name = new Name(tenant, layout);
        ready.keySet().removeIf(name::isSameTable);
    }

    /** A session that is closed throws: whoever waits for the table must hear of it. */
    private CompletionStage<Inserts> tryToOpen(Name name) {
        try {
            return open(name);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private CompletionStage<Inserts> open(Name name) {
        TypedTable table = new TypedTable(name.tenant(), name.layout());
        return columns(name)
                .thenCompose(found -> found.isEmpty() ? create(table).thenCompose(done -> columns(name)) : stage(found))
                .thenCompose(found -> complete(table, found))
                .thenCompose(others -> session.prepareAsync(table.insert(others)))
                .thenApply(insert -> new Inserts(table, insert));
    }

    private CompletionStage<Void> create(TypedTable table) {
        return execute(keyspace.create(Keyspace.ofTenant(table.tenant())))
                .thenCompose(done -> execute(table.create()))
                .thenCompose(done -> agreed())
                .thenRun(() -> LOG.info("table {} is there", table.name()));
    }

    /** A column of a table that is there. */
    private record Found(String kind, int position, String type) {
        boolean isKey() {
            return kind.equals("partition_key") || kind.equals("clustering");
        }
    }

    /** Asks the server, not the driver's copy of the schema. */
    private CompletionStage<Map<String, Found>> columns(Name name) {
        return session.executeAsync(SimpleStatement.newInstance(
                                "SELECT column_name, kind, position, type FROM system_schema.columns"
                                        + " WHERE keyspace_name = ? AND table_name = ?",
                                Keyspace.ofTenant(name.tenant()),
                                name.layout().table())
                        .setIdempotent(true))
                .thenCompose(page -> read(page, new LinkedHashMap<>()));
    }

    private static CompletionStage<Map<String, Found>> read(AsyncResultSet page, Map<String, Found> found) {
        for (Row row : page.currentPage()) {
            found.put(
                    String.valueOf(row.getString(0)),
                    new Found(String.valueOf(row.getString(1)), row.getInt(2), String.valueOf(row.getString(3))));
        }
        return page.hasMorePages() ? page.fetchNextPage().thenCompose(next -> read(next, found)) : stage(found);
    }

    /** Adds the columns that the table lacks; returns those it has beside the layout's. */
    private CompletionStage<List<String>> complete(TypedTable table, Map<String, Found> found) {
        Optional<String> obstacle = obstacle(table, found);
        if (obstacle.isPresent()) {
            return CompletableFuture.failedStage(
                    new IncompatibleTableException("table " + table.name() + " " + obstacle.get()));
        }
        List<Column> missing = table.layout().columns().stream()
                .filter(column -> !found.containsKey(column.name()))
                .toList();
        CompletionStage<Void> added = nothingToDo();
        for (Column column : missing) {
            added = added.thenCompose(done -> execute(table.add(column)));
        }
        if (!missing.isEmpty()) {
            added = added.thenCompose(done -> agreed()).thenRun(() -> {
                LOG.info("table {} has new columns {}", table.name(), missing);
                forgetOthers(table);
            });
        }
        List<String> others = new ArrayList<>(found.keySet());
        others.removeAll(table.layout().all().stream().map(Column::name).toList());
        return added.thenApply(done -> others);
    }

    /** Rows of a former layout that are still on their way must make the new columns null. */
    private void forgetOthers(TypedTable table) {
        Name name = new Name(table.tenant(), table.layout());
        ready.keySet().removeIf(other -> other.isSameTable(name) && !other.equals(name));
    }

    /** Why rows can't go into the table that is there. */
    private static Optional<String> obstacle(TypedTable table, Map<String, Found> found) {
        List<Column> key = table.layout().key();
        for (int index = 0; index < key.size(); index++) {
            Found there = found.get(key.get(index).name());
            String kind = index == 0 ? "partition_key" : "clustering";
            if (there == null || !there.kind().equals(kind) || there.position() != Math.max(0, index - 1)) {
                return Optional.of("has another key");
            }
        }
        if (found.values().stream().filter(Found::isKey).count() != key.size()) {
            return Optional.of("has another key");
        }
        for (Column column : table.layout().all()) {
            Found there = found.get(column.name());
            String type = ColumnValues.cqlType(column.type());
            if (there != null && !there.type().equals(type)) {
                return Optional.of("has column " + column.name() + " of type " + there.type() + ", not " + type);
            }
        }
        return Optional.empty();
    }

    private CompletionStage<Void> execute(String ddl) {
        return session.executeAsync(
                        SimpleStatement.newInstance(ddl).setTimeout(DDL_TIMEOUT).setIdempotent(true))
                .thenCompose(result -> nothingToDo());
    }

    private CompletionStage<Void> agreed() {
        return session.checkSchemaAgreementAsync()
                .thenCompose(agreed ->
                        agreed ? nothingToDo() : CompletableFuture.failedStage(new SchemaDisagreementException()));
    }

    private static CompletionStage<Void> nothingToDo() {
        return CompletableFuture.allOf();
    }

    private static <T> CompletionStage<T> stage(T value) {
        return CompletableFuture.completedStage(value);
    }
}
