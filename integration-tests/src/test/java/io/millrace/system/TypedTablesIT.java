package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.IncompatibleTableException;
import io.millrace.cassandra.Keyspace;
import io.millrace.cassandra.TypedTableReads;
import io.millrace.cassandra.TypedTableWrites;
import io.millrace.embedded.Component;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import io.millrace.embedded.process.SupervisorListener;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.event.EventId;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.table.RowVersion;
import io.millrace.model.table.TableCodec;
import io.millrace.model.table.TableLayout;
import io.millrace.model.table.TableLayout.Column;
import io.millrace.model.table.TableRow;
import io.millrace.model.value.Value;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Typed tables as a real Cassandra has them. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TypedTablesIT {
    private static final String TENANT = "acme-2";
    private static final int DAY_SECONDS = 86_400;
    private static final FieldType TEXT = FieldType.of(Kind.STRING);
    private static final FieldType LONG = FieldType.of(Kind.LONG);

    private final Platform platform;
    private final CassandraConnection connection;
    private final CqlSession session;
    private final TypedTableWrites writes;
    private final TypedTableReads reads;

    TypedTablesIT(@TempDir Path folder) throws InterruptedException {
        platform = Platform.start(
                new PlatformOptions(Installation.fromSystemProperty(), folder)
                        .withPorts(Ports.free())
                        .withComponents(Set.of(Component.CASSANDRA)),
                SupervisorListener.SILENT,
                Clock.systemUTC());
        connection = new CassandraConnection(
                platform.addresses().cassandra().toString(),
                CassandraConnection.DEFAULT_DATACENTER,
                Duration.ofSeconds(60));
        session = connection.open("typed-tables-test");
        writes = new TypedTableWrites(session, Keyspace.parse("1"));
        reads = new TypedTableReads(session);
    }

    @AfterAll
    void stop() {
        session.close();
        platform.close();
    }

    private static TableLayout layout(String table, List<Column> key, Column... columns) {
        return new TableLayout(table, key, List.of(columns));
    }

    private static Column text(String name) {
        return new Column(name, TEXT);
    }

    private static Column whole(String name) {
        return new Column(name, LONG);
    }

    /** A row, of the values of all its columns. */
    private static TableRow row(TableLayout layout, long eventTime, long id, Value... values) {
        return row(layout, eventTime, id, List.of(values));
    }

    private static TableRow row(TableLayout layout, long eventTime, long id, List<Value> values) {
        TableCodec codec = new TableCodec(layout);
        int key = layout.key().size();
        ByteWriter columns = new ByteWriter();
        for (int index = key; index < values.size(); index++) {
            columns.writeBytes(codec.columns().encodeValue(index - key, values.get(index)));
        }
        return new TableRow(
                new TableRow.Key(
                        TENANT,
                        layout.table(),
                        new GroupKey(codec.partition().encodeValue(0, values.get(0))),
                        codec.clusteringOf(values.subList(1, key))),
                "readings",
                layout,
                new RowVersion(eventTime, new EventId(1, id)),
                new GroupKey(columns.toByteArray()));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private void write(TableRow row) {
        join(writes.ensure(TENANT, row.layout())
                .thenCompose(inserts -> session.executeAsync(inserts.insert(row, DAY_SECONDS))));
    }

    private List<List<Value>> read(TableLayout layout, Value... key) {
        return join(reads.read(TENANT, layout, key.length, List.of(key), 1_000));
    }

    private static Value string(String value) {
        return new Value.Text(value);
    }

    private static Value number(long value) {
        return new Value.Whole(value);
    }

    @Test
    void shouldKeepTheRowOfTheNewestEventInAnyOrderAndHoweverOftenItIsWritten() {
        // Given: many events in few milliseconds, with nulls
        TableLayout layout = layout("newest", List.of(text("k")), whole("a"), whole("b"), text("c"));
        Random random = new Random(11);
        Map<Value, TableRow> newest = new HashMap<>();
        Set<String> writeTimes = new HashSet<>();
        List<TableRow> rows = new ArrayList<>();
        while (rows.size() < 400) {
            Value key = string("k" + random.nextInt(5));
            TableRow row = row(
                    layout,
                    random.nextInt(4),
                    random.nextInt(1_000_000),
                    key,
                    random.nextInt(3) == 0 ? Value.MISSING : number(random.nextInt(100)),
                    random.nextInt(3) == 0 ? Value.MISSING : number(random.nextInt(100)),
                    random.nextInt(3) == 0 ? Value.MISSING : string("t" + random.nextInt(100)));
            if (writeTimes.add(key + "@" + row.version().writeTime())) {
                rows.add(row);
                newest.merge(key, row, (left, right) -> left.version().compareTo(right.version()) > 0 ? left : right);
            }
        }
        List<TableRow> written = new ArrayList<>(rows);
        written.addAll(rows.subList(0, 200));
        Collections.shuffle(written, random);

        // When
        TypedTableWrites.Inserts inserts = join(writes.ensure(TENANT, layout));
        CompletableFuture.allOf(written.stream()
                        .map(row -> session.executeAsync(inserts.insert(row, DAY_SECONDS))
                                .toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .join();

        // Then
        TableCodec codec = new TableCodec(layout);
        newest.forEach((key, row) -> assertThat(read(layout, key)).containsExactly(codec.values(row)));
        assertThat(newest).hasSize(5);
    }

    @Test
    void shouldKeepEveryTypeInTheKeyAndOutsideIt() {
        // Given
        List<Column> key = List.of(
                new Column("exact", FieldType.decimal(38, 4)),
                new Column("yes", FieldType.of(Kind.BOOLEAN)),
                new Column("small", FieldType.of(Kind.INT)),
                whole("large"),
                new Column("real", FieldType.of(Kind.DOUBLE)),
                text("name"),
                new Column("at", FieldType.of(Kind.TIMESTAMP)),
                new Column("day", FieldType.of(Kind.DATE)),
                new Column("id", FieldType.of(Kind.UUID)));
        List<Value> values = List.of(
                new Value.Exact(new BigDecimal("-9999999999999999999999999999999999.9999")),
                new Value.Truth(false),
                number(Integer.MIN_VALUE),
                number(Long.MAX_VALUE),
                new Value.Real(-1.5e300),
                string("o'clock \u00e9 \ud83d\ude00"),
                new Value.Time(Instant.parse("0001-01-01T00:00:00.001Z")),
                new Value.Day(LocalDate.parse("9999-12-31")),
                new Value.Identifier(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8")));
        List<Column> others = key.stream()
                .map(column -> new Column("also_" + column.name(), column.type()))
                .toList();
        TableLayout layout = new TableLayout("types", key, others);
        List<Value> full = new ArrayList<>(values);
        full.addAll(values);

        // When
        write(row(layout, 5, 1, full));

        // Then
        assertThat(join(reads.read(TENANT, layout, key.size(), values, 10))).containsExactly(full);
        assertThat(read(layout, values.get(0), values.get(1))).containsExactly(full);

        // When
        List<Value> empty = new ArrayList<>(values);
        empty.addAll(Collections.nCopies(others.size(), Value.MISSING));
        write(row(layout, 6, 1, empty));

        // Then
        assertThat(read(layout, values.get(0))).containsExactly(empty);
    }

    @Test
    void shouldReadAPartitionInTheOrderOfItsKeyFromAnyRowOn() {
        // Given
        TableLayout layout = layout(
                "ordered", List.of(text("k"), new Column("port", FieldType.of(Kind.INT)), text("unit")), whole("v"));
        for (int port : new int[] {10, 2, -1}) {
            for (String unit : List.of("b", "a", "")) {
                write(row(layout, 1, 1, string("p"), number(port), string(unit), number(port)));
            }
        }
        write(row(layout, 1, 1, string("other"), number(2), string("a"), number(0)));

        // When
        List<List<Value>> all = read(layout, string("p"));
        List<List<Value>> behind = join(reads.read(TENANT, layout, 1, List.of(string("p"), number(2), string("a")), 2));
        List<List<Value>> ofPort =
                join(reads.read(TENANT, layout, 2, List.of(string("p"), number(2), string("")), 100));

        // Then
        assertThat(all)
                .extracting(row -> row.get(1) + "" + row.get(2))
                .containsExactly(IntStream.of(-1, 2, 10)
                        .boxed()
                        .flatMap(port -> List.of("", "a", "b").stream().map(unit -> number(port) + "" + string(unit)))
                        .toArray(String[]::new));
        assertThat(behind).containsExactly(all.get(5), all.get(6));
        assertThat(ofPort).containsExactly(all.get(4), all.get(5));
    }

    @Test
    void shouldAddColumnsAndMakeNullWhatARowHasNoMore() {
        // Given
        TableLayout first = layout("growing", List.of(text("k")), whole("a"), whole("b"));
        TableLayout second = layout("growing", List.of(text("k")), whole("b"), text("c"));
        write(row(first, 1, 1, string("x"), number(1), number(2)));
        assertThat(read(second, string("x"))).containsExactly(List.of(string("x"), number(2), Value.MISSING));

        // When
        write(row(second, 2, 1, string("x"), number(3), string("new")));

        // Then
        assertThat(read(second, string("x"))).containsExactly(List.of(string("x"), number(3), string("new")));
        assertThat(read(first, string("x"))).containsExactly(List.of(string("x"), Value.MISSING, number(3)));

        // When: a row of the former layout is still on its way, and is newer
        write(row(first, 3, 1, string("x"), number(5), number(6)));

        // Then
        assertThat(read(second, string("x"))).containsExactly(List.of(string("x"), number(6), Value.MISSING));
    }

    @Test
    void shouldRefuseATableThatCannotTakeSuchRows() {
        // Given
        write(row(
                layout("fixed", List.of(text("k"), text("l")), whole("a")), 1, 1, string("x"), string("y"), number(1)));

        // Then
        for (TableLayout other : List.of(
                layout("fixed", List.of(text("k")), whole("a")),
                layout("fixed", List.of(text("l"), text("k")), whole("a")),
                layout("fixed", List.of(text("k"), text("l"), text("m")), whole("a")),
                layout("fixed", List.of(text("k"), text("l")), text("a")),
                layout("fixed", List.of(text("k"), whole("l")), whole("a")))) {
            assertThatThrownBy(() -> join(writes.ensure(TENANT, other)))
                    .as(other.text())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IncompatibleTableException.class);
        }
    }

    @Test
    void shouldMakeATableAgainThatSomebodyDropped() {
        // Given
        TableLayout layout = layout("dropped", List.of(text("k")), whole("a"));
        write(row(layout, 5, 1, string("x"), number(1)));
        assertThat(read(layout, string("x"))).hasSize(1);
        session.execute("DROP TABLE millrace_acme_2.dropped");
        assertThat(read(layout, string("x"))).isEmpty();
        TableRow older = row(layout, 4, 1, string("x"), number(2));

        // When, Then
        assertThatThrownBy(() -> write(older)).hasCauseInstanceOf(InvalidQueryException.class);
        writes.forget(TENANT, layout);
        write(older);
        assertThat(read(layout, string("x"))).containsExactly(List.of(string("x"), number(2)));
    }

    @Test
    void shouldHaveNoRowsBeforeThereIsATable() {
        TableLayout layout = layout("not_yet", List.of(text("k")), whole("a"));

        assertThat(read(layout, string("x"))).isEmpty();
        assertThat(join(reads.read("nobody", layout, 1, List.of(string("x")), 10)))
                .isEmpty();
    }

    @Test
    void shouldCreateOneTableWhenSeveralWritersMeetItTogether() {
        // Given
        TableLayout layout = layout("select", List.of(text("from")), whole("where"), whole("order"));
        List<CqlSession> sessions = IntStream.range(0, 4)
                .mapToObj(number -> connection.open("writer"))
                .toList();

        // When
        List<CompletableFuture<TypedTableWrites.Inserts>> ensured = sessions.stream()
                .map(each -> new TypedTableWrites(each, Keyspace.parse("1"))
                        .ensure("many-writers", layout)
                        .toCompletableFuture())
                .toList();
        ensured.forEach(CompletableFuture::join);
        sessions.forEach(CqlSession::close);

        // Then
        Row table = Objects.requireNonNull(session.execute("SELECT comment FROM system_schema.tables WHERE"
                        + " keyspace_name = 'millrace_many_writers' AND table_name = 'select'")
                .one());
        assertThat(table.getString(0)).contains("newest");
    }

    @Test
    void shouldWriteWithTheTimeOfTheEventAndExpire() {
        // Given
        TableLayout layout = layout("timed", List.of(text("k")), whole("a"));

        // When
        write(row(layout, 1_700_000_000_000L, 1_234, string("x"), number(1)));

        // Then
        Row written = Objects.requireNonNull(session.execute("SELECT writetime(a), ttl(a) FROM millrace_acme_2.timed")
                .one());
        assertThat(written.getLong(0)).isEqualTo(1_700_000_000_000_234L);
        assertThat(written.getInt(1)).isBetween(DAY_SECONDS - 60, DAY_SECONDS);
    }
}
