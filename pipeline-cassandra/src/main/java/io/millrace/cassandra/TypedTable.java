package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.model.table.TableCodec;
import io.millrace.model.table.TableLayout;
import io.millrace.model.table.TableLayout.Column;
import io.millrace.model.table.TableRow;
import io.millrace.model.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A typed table of a tenant: its DDL, its CQL, and how its rows map. Names are quoted: a column may be called as a word of CQL. Immutable, thread-safe.
 */
public final class TypedTable {
    private final String tenant;
    private final TableLayout layout;
    private final TableCodec codec;
    private final List<Column> all;

    public TypedTable(String tenant, TableLayout layout) {
        this.tenant = tenant;
        this.layout = layout;
        codec = new TableCodec(layout);
        all = layout.all();
    }

    public String tenant() {
        return tenant;
    }

    public TableLayout layout() {
        return layout;
    }

    String name() {
        return Keyspace.ofTenant(tenant) + "." + quoted(layout.table());
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    /** The id is made of the name, so that writers that create the table at the same moment create the same one. */
    String create() {
        String columns = all.stream()
                .map(column -> quoted(column.name()) + " " + ColumnValues.cqlType(column.type()))
                .collect(Collectors.joining(", "));
        return "CREATE TABLE IF NOT EXISTS " + name() + " (" + columns + ", PRIMARY KEY (("
                + quoted(layout.key().get(0).name()) + ")"
                + layout.clustering().stream()
                        .map(column -> ", " + quoted(column.name()))
                        .collect(Collectors.joining())
                + ")) WITH id = " + UUID.nameUUIDFromBytes(name().getBytes(StandardCharsets.UTF_8))
                + " AND compaction = {'class': 'UnifiedCompactionStrategy', 'scaling_parameters': 'L4'}"
                + " AND comment = 'One row a key, of the newest event.'";
    }

    String add(Column column) {
        return "ALTER TABLE " + name() + " ADD IF NOT EXISTS " + quoted(column.name()) + " "
                + ColumnValues.cqlType(column.type());
    }

    // Idempotent: what is written is absolute and carries its own time, so once or twice is the same.
    private static SimpleStatement statement(String cql) {
        return SimpleStatement.newInstance(cql)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM);
    }

    /**
     * @param others columns that the table has beside these: they become null, so that nothing of another event stays in them
     */
    SimpleStatement insert(Collection<String> others) {
        String names = Stream.concat(all.stream().map(Column::name), others.stream())
                .map(TypedTable::quoted)
                .collect(Collectors.joining(", "));
        String values = Stream.concat(
                        Collections.nCopies(all.size(), "?").stream(),
                        Collections.nCopies(others.size(), "null").stream())
                .collect(Collectors.joining(", "));
        return statement(
                "INSERT INTO " + name() + " (" + names + ") VALUES (" + values + ") USING TIMESTAMP ? AND TTL ?");
    }

    /**
     * Writes the row unless one of a newer event is there.
     *
     * @param insert prepared from {@link #insert(Collection)}
     * @param ttlSeconds how long it is kept from now; 0 = for ever
     */
    BoundStatement bind(PreparedStatement insert, TableRow row, int ttlSeconds) {
        BoundStatementBuilder statement = insert.boundStatementBuilder();
        List<Value> values = codec.values(row);
        for (int index = 0; index < values.size(); index++) {
            statement = ColumnValues.set(statement, index, all.get(index).type(), values.get(index));
        }
        return statement
                .setLong(values.size(), row.version().writeTime())
                .setInt(values.size() + 1, ttlSeconds)
                .build();
    }

    /**
     * Rows of a partition, in the order of the key.
     *
     * @param given how many columns of the key have one value, from the first
     * @param continued whether the rows lie behind one whose other columns of the key are given
     */
    SimpleStatement select(int given, boolean continued) {
        List<String> conditions = new ArrayList<>();
        for (Column column : layout.key().subList(0, given)) {
            conditions.add(quoted(column.name()) + " = ?");
        }
        List<Column> free = layout.key().subList(given, layout.key().size());
        if (continued) {
            conditions.add(
                    free.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", ", "(", ") > "))
                            + Collections.nCopies(free.size(), "?").stream()
                                    .collect(Collectors.joining(", ", "(", ")")));
        }
        String columns = all.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
        return statement(
                "SELECT " + columns + " FROM " + name() + " WHERE " + String.join(" AND ", conditions) + " LIMIT ?");
    }

    /**
     * @param select prepared from {@link #select(int, boolean)}
     * @param key values of columns of the key, from the first; all of them if the read is continued
     */
    BoundStatement bind(PreparedStatement select, List<Value> key, int limit) {
        BoundStatementBuilder statement = select.boundStatementBuilder();
        for (int index = 0; index < key.size(); index++) {
            statement =
                    ColumnValues.set(statement, index, layout.key().get(index).type(), key.get(index));
        }
        return statement.setInt(key.size(), limit).setPageSize(limit).build();
    }

    /** The values of {@link TableLayout#all}. */
    List<Value> toValues(Row row) {
        List<Value> values = new ArrayList<>(all.size());
        for (int index = 0; index < all.size(); index++) {
            values.add(ColumnValues.get(row, index, all.get(index).type()));
        }
        return values;
    }
}
