package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.millrace.model.table.TableLayout;
import io.millrace.model.table.TableLayout.Column;
import io.millrace.model.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Rows of typed tables. Thread-safe; never blocks. */
public final class TypedTableReads {
    private final CqlSession session;
    private final Map<Select, PreparedStatement> prepared = new ConcurrentHashMap<>();

    public TypedTableReads(CqlSession session) {
        this.session = session;
    }

    private record Select(String tenant, TableLayout layout, int given, boolean continued) {}

    /**
     * Rows of a partition, in the order of the key. A table that nothing was written to yet has none; a column likewise has no values.
     *
     * @param given how many columns of the key have one value, from the first
     * @param key values of that many columns of the key; or of all, the others being those of the row to go on behind
     * @param limit most rows
     * @return each row as the values of {@link TableLayout#all}; fails as the driver does, with {@link InvalidQueryException} while the table is
     *     just being changed
     */
    public CompletionStage<List<List<Value>>> read(
            String tenant, TableLayout layout, int given, List<Value> key, int limit) {
        Select select = new Select(tenant, layout, given, key.size() > given);
        PreparedStatement known = prepared.get(select);
        return known == null
                ? readUnknown(select, key, limit)
                : read(new TypedTable(tenant, layout), known, key, limit).exceptionallyCompose(failure -> {
                    // Somebody changed the table: it is looked at again.
                    prepared.remove(select);
                    return isInvalid(failure)
                            ? readUnknown(select, key, limit)
                            : CompletableFuture.failedStage(failure);
                });
    }

    private CompletionStage<List<List<Value>>> readUnknown(Select select, List<Value> key, int limit) {
        return columns(select.tenant(), select.layout())
                .thenCompose(found -> read(select, found, key, limit))
                .exceptionallyCompose(failure -> AbsentTable.isTheCauseOf(failure)
                        ? CompletableFuture.completedStage(List.of())
                        : CompletableFuture.failedStage(failure));
    }

    private static boolean isInvalid(Throwable failure) {
        return (failure instanceof CompletionException ? failure.getCause() : failure) instanceof InvalidQueryException;
    }

    private CompletionStage<List<List<Value>>> read(Select select, Set<String> found, List<Value> key, int limit) {
        if (found.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        TableLayout layout = select.layout();
        List<Column> there = layout.columns().stream()
                .filter(column -> found.contains(column.name()))
                .toList();
        boolean isWhole = there.size() == layout.columns().size();
        TypedTable table = new TypedTable(select.tenant(), new TableLayout(layout.table(), layout.key(), there));
        return session.prepareAsync(table.select(select.given(), select.continued()))
                .thenCompose(statement -> {
                    if (isWhole) {
                        prepared.put(select, statement);
                    }
                    return read(table, statement, key, limit);
                })
                .thenApply(rows -> isWhole
                        ? rows
                        : rows.stream().map(row -> widened(row, table, layout)).toList());
    }

    private CompletionStage<List<List<Value>>> read(
            TypedTable table, PreparedStatement select, List<Value> key, int limit) {
        return session.executeAsync(table.bind(select, key, limit))
                .thenCompose(page -> drain(page, table, new ArrayList<>()));
    }

    /** Asks the server, not the driver's copy of the schema. */
    private CompletionStage<Set<String>> columns(String tenant, TableLayout layout) {
        return session.executeAsync(SimpleStatement.newInstance(
                                "SELECT column_name FROM system_schema.columns WHERE keyspace_name = ? AND table_name = ?",
                                Keyspace.ofTenant(tenant),
                                layout.table())
                        .setIdempotent(true))
                .thenApply(page -> {
                    Set<String> found = new HashSet<>();
                    page.currentPage().forEach(row -> found.add(String.valueOf(row.getString(0))));
                    return found;
                });
    }

    private static CompletionStage<List<List<Value>>> drain(
            AsyncResultSet page, TypedTable table, List<List<Value>> rows) {
        page.currentPage().forEach(row -> rows.add(table.toValues(row)));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> drain(next, table, rows))
                : CompletableFuture.completedStage(rows);
    }

    /** The row with the columns that the table lacks. */
    private static List<Value> widened(List<Value> row, TypedTable table, TableLayout layout) {
        List<Column> there = table.layout().all();
        return layout.all().stream()
                .map(column -> there.contains(column) ? row.get(there.indexOf(column)) : Value.MISSING)
                .toList();
    }
}
