package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import io.millrace.cassandra.AlertsTable;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.Keyspace;
import io.millrace.cassandra.Proof;
import io.millrace.cassandra.ProofsTable;
import io.millrace.cassandra.RollupPacksTable;
import io.millrace.cassandra.RollupsTable;
import io.millrace.cassandra.Run;
import io.millrace.cassandra.RunsTable;
import io.millrace.cassandra.Schema;
import io.millrace.cassandra.SourceRunRow;
import io.millrace.cassandra.SourceRunsTable;
import io.millrace.cassandra.StoredRollups;
import io.millrace.cassandra.TimelineTable;
import io.millrace.embedded.Component;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import io.millrace.embedded.process.SupervisorListener;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.EventId;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RowPacker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tables as a real Cassandra has them. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CassandraTablesIT {
    private static final int DAY_SECONDS = 86_400;

    private final Instant now = Instant.now();
    private final Platform platform;
    private final CassandraConnection connection;
    private final CqlSession session;

    CassandraTablesIT(@TempDir Path folder) throws InterruptedException {
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
        session = connection.open("tables-test");
    }

    @BeforeAll
    void shouldCreateTheTablesOnceWhenSeveralWritersStartTogether() throws Exception {
        // Given
        assertThat(Schema.isPresent(session)).isFalse();
        ExecutorService writers = Executors.newFixedThreadPool(3);
        // When
        List<CompletableFuture<Void>> starts = IntStream.range(0, 3)
                .mapToObj(writer -> CompletableFuture.runAsync(this::ensureSchema, writers))
                .toList();
        starts.forEach(CompletableFuture::join);
        writers.shutdown();
        // Then
        assertThat(Schema.isPresent(session)).isTrue();
        Schema.ensure(session, Keyspace.parse("1"));
    }

    private void ensureSchema() {
        try (CqlSession own = connection.open("writer")) {
            Schema.ensure(own, Keyspace.parse("1"));
        }
    }

    @AfterAll
    void stop() {
        session.close();
        platform.close();
    }

    @Test
    void shouldReadRowsAsTheyWereWritten() {
        // Given
        RollupsTable table = new RollupsTable(session);
        StoredRollups stored = new StoredRollups(session);
        RollupRow.Partition partition = new RollupRow.Partition("acme", "gpon", "province_5m", 1, -3, 2);
        RollupRow total = row(partition, new byte[0], -300_000, 0, 1_000);
        RollupRow grouped = row(partition, new byte[] {1, (byte) 0xFF}, 0, 0, 1_000);
        RollupRow secondPart = row(partition, new byte[] {1, (byte) 0xFF}, 0, 1_700_000_000, 1_000);
        RollupRow otherShard =
                row(new RollupRow.Partition("acme", "gpon", "province_5m", 1, -3, 3), new byte[] {1}, 0, 0, 1_000);
        // When
        for (RollupRow row : List.of(secondPart, grouped, total, otherShard)) {
            session.execute(table.insert(row, DAY_SECONDS));
        }
        // Then
        List<RollupRow> all = new ArrayList<>();
        stored.read(partition, Long.MIN_VALUE, Long.MAX_VALUE, all::add)
                .toCompletableFuture()
                .join();
        assertThat(all).extracting(RollupRow::key).containsExactly(total.key(), grouped.key(), secondPart.key());
        assertThat(all.get(0).windowEnd()).isZero();
        assertThat(all.get(0).events()).isEqualTo(3);
        assertThat(all.get(0).measures()).isEqualTo(RollupRow.NO_MEASURES);
        assertThat(session.execute("SELECT measures FROM millrace.rollups").all())
                .extracting(row -> row.getString(0))
                .contains("{\"readings\":3}");
        assertThat(all.get(0).state()).isEqualTo(total.state());
        List<RollupRow> ofGroup = new ArrayList<>();
        stored.read(partition, grouped.key().group(), 0, 1, ofGroup::add)
                .toCompletableFuture()
                .join();
        assertThat(ofGroup).extracting(RollupRow::key).containsExactly(grouped.key(), secondPart.key());
    }

    @Test
    void shouldReadRunsTheNewestFirst() {
        // Given
        RunsTable table = new RunsTable(session);
        UUID newest = Uuids.startOf(3_000);
        Run first = run(Uuids.startOf(1_000), Run.State.DONE, List.of(), Optional.of(Instant.ofEpochMilli(5_000)));
        Run second = run(Uuids.startOf(2_000), Run.State.COMPUTING, List.of(), Optional.empty());
        Run third = run(newest, Run.State.WAITING, List.of(), Optional.empty());
        // When
        for (Run run : List.of(second, third, first)) {
            session.execute(table.put(run));
        }
        Optional<Instant> end = Optional.of(Instant.ofEpochMilli(6_000));
        Run ended = run(newest, Run.State.WRONG, List.of("{}", "{}"), end);
        session.execute(table.put(ended));
        // Then: differences are told of one alone
        List<Run> two =
                table.read("acme", Optional.empty(), 2).toCompletableFuture().join();
        assertThat(two).containsExactly(run(newest, Run.State.WRONG, List.of(), end), second);
        assertThat(table.find("acme", newest).toCompletableFuture().join()).contains(ended);
        List<Run> older = table.read("acme", Optional.of(second.id()), 2)
                .toCompletableFuture()
                .join();
        assertThat(older).containsExactly(first);
        assertThat(table.find("acme", second.id()).toCompletableFuture().join()).contains(second);
        assertThat(table.find("other", second.id()).toCompletableFuture().join())
                .isEmpty();
    }

    @Test
    void shouldReadRunsOfASourceTheNewestFirstBetweenAnyTwoPlaces() {
        // Given: two that began together, what is written twice, and one that took weeks
        SourceRunsTable table = new SourceRunsTable(session);
        SourceRunRow.Source source = new SourceRunRow.Source("acme", "gpon", "poll");
        SourceRunRow.Source another = new SourceRunRow.Source("other", "gpon", "poll");
        List<SourceRunRow> newestFirst = List.of(
                sourceRun(source, 3_000, 1, Optional.empty()),
                sourceRun(source, 2_000, 8, Optional.of("answered 500")),
                sourceRun(source, 2_000, 7, Optional.empty()),
                sourceRun(source, 1_000, 9, Optional.of("gone")),
                new SourceRunRow(
                        new SourceRunRow.Key(source, new SourceRunRow.Place(started(-40 * DAY_SECONDS * 1_000L), 3)),
                        "history.csv",
                        started(0),
                        5,
                        0,
                        Optional.empty()));
        SourceRunRow ofAnother = sourceRun(another, 2_000, 8, Optional.empty());
        // When
        for (int index : new int[] {2, 0, 4, 3, 1, 1}) {
            session.execute(table.insert(newestFirst.get(index)));
        }
        session.execute(table.insert(ofAnother));
        // Then
        SourceRunRow.Place oldest = new SourceRunRow.Place(Instant.EPOCH, Long.MIN_VALUE);
        SourceRunRow.Place end = new SourceRunRow.Place(Instant.parse("9999-01-01T00:00:00Z"), Long.MIN_VALUE);
        assertThat(read(table, source, oldest, end, 100)).isEqualTo(newestFirst);
        assertThat(read(table, another, oldest, end, 100)).containsExactly(ofAnother);
        for (int before = 0; before < newestFirst.size(); before++) {
            SourceRunRow.Place place = newestFirst.get(before).key().place();
            assertThat(read(table, source, oldest, place, 100))
                    .isEqualTo(newestFirst.subList(before + 1, newestFirst.size()));
            assertThat(read(table, source, place, end, 100)).isEqualTo(newestFirst.subList(0, before + 1));
        }
        assertThat(read(table, source, oldest, end, 2)).isEqualTo(newestFirst.subList(0, 2));
        Row written = Objects.requireNonNull(session.execute(
                        "SELECT writetime(subject), ttl(subject) FROM millrace.source_runs WHERE tenant = 'acme'"
                                + " AND pipeline = 'gpon' AND source = 'poll' AND started = ? ALLOW FILTERING",
                        started(3_000))
                .one());
        assertThat(written.getLong(0)).isEqualTo(started(3_009).toEpochMilli() * 1_000);
        assertThat(written.getInt(1)).isBetween(30 * DAY_SECONDS - 60, 30 * DAY_SECONDS);
    }

    private List<SourceRunRow> read(
            SourceRunsTable table,
            SourceRunRow.Source source,
            SourceRunRow.Place from,
            SourceRunRow.Place before,
            int most) {
        return table.read(source, from, before, most, now).toCompletableFuture().join();
    }

    /** Times around now, since the table keeps runs for 30 days: ms after some start today. */
    private Instant started(long millis) {
        return now.truncatedTo(ChronoUnit.DAYS).plusMillis(millis);
    }

    private SourceRunRow sourceRun(SourceRunRow.Source source, long startedAt, long number, Optional<String> error) {
        Instant start = started(startedAt);
        return new SourceRunRow(
                new SourceRunRow.Key(source, new SourceRunRow.Place(start, number)),
                "https://example.org/",
                start.plusMillis(9),
                100 + number,
                number,
                error);
    }

    @Test
    void shouldCountProofsOnTopOfWhatWasRead() {
        // Given
        ProofsTable table = new ProofsTable(session);
        TimelineTable.Key hourly = new TimelineTable.Key("acme", "gpon", "hourly");
        Proof first = new Proof("acme", "gpon", "hourly", 10, 0, Uuids.startOf(1_000));
        Proof second = new Proof("acme", "gpon", "hourly", 30, 2, Uuids.startOf(2_000));
        // When, Then
        assertThat(table.find(hourly)).isEmpty();
        assertThat(table.replace(Optional.empty(), first)).isTrue();
        assertThat(table.replace(Optional.empty(), second)).isFalse();
        assertThat(table.find(hourly)).contains(first);
        assertThat(table.replace(Optional.of(first), second)).isTrue();
        assertThat(table.replace(Optional.of(first), first)).isFalse();
        assertThat(table.read("acme").toCompletableFuture().join()).containsExactly(second);
        assertThat(table.read("other").toCompletableFuture().join()).isEmpty();
    }

    private static Run run(UUID id, Run.State state, List<String> differences, Optional<Instant> ended) {
        return new Run(
                "acme",
                id,
                Run.Kind.DRY_RUN,
                "gpon",
                List.of("province_5m", "device_1h"),
                Instant.ofEpochMilli(-300_000),
                Instant.ofEpochMilli(300_000),
                "someone",
                state,
                42,
                10,
                9,
                8,
                7,
                List.of(1_000_001),
                "what it does",
                differences,
                Instant.ofEpochMilli(1_000),
                Instant.ofEpochMilli(4_000),
                ended);
    }

    @Test
    void shouldReadAlertsBehindAnyOfThem() {
        // Given
        AlertsTable table = new AlertsTable(session);
        List<AlertRow> stored = new ArrayList<>();
        for (String alert : List.of("gone", "saturated", "silent")) {
            for (int generation = 1; generation <= 2; generation++) {
                stored.add(alert(alert, generation, new byte[0]));
                stored.add(alert(alert, generation, new byte[] {1}));
                stored.add(alert(alert, generation, new byte[] {1, (byte) 0xFF}));
            }
        }
        stored.forEach(row -> session.execute(table.insert(row, DAY_SECONDS)));
        session.execute(table.insert(alert("other", "gone", 1, new byte[0]), DAY_SECONDS));
        AlertRow.Key begin = new AlertRow.Key("acme", "gpon", "", 0, "", new GroupKey(new byte[0]));
        // When, Then
        assertThat(read(table, begin, Optional.empty(), 100)).isEqualTo(stored);
        for (int index = 0; index < stored.size(); index++) {
            List<AlertRow> rest = stored.subList(index + 1, stored.size());
            AlertRow.Key after = stored.get(index).key();
            assertThat(read(table, after, Optional.empty(), 4)).isEqualTo(rest.subList(0, Math.min(4, rest.size())));
            assertThat(read(table, after, Optional.of("saturated"), 100))
                    .isEqualTo(rest.stream()
                            .filter(row -> row.key().alert().compareTo("saturated") <= 0)
                            .toList());
        }
    }

    private static List<AlertRow> read(AlertsTable table, AlertRow.Key after, Optional<String> alert, int most) {
        return table.read(after, alert, most).toCompletableFuture().join();
    }

    private static AlertRow alert(String alert, int generation, byte[] group) {
        return alert("gpon", alert, generation, group);
    }

    private static AlertRow alert(String pipeline, String alert, int generation, byte[] group) {
        return new AlertRow(
                new AlertRow.Key("acme", pipeline, "total", generation, alert, new GroupKey(group)),
                AlertRow.State.FIRING,
                "{}",
                0,
                300_000,
                0,
                3,
                "{}",
                1_000,
                0);
    }

    @Test
    void shouldKeepTheGreatestRevisionInWhateverOrderTheyCome() {
        // Given
        RollupsTable table = new RollupsTable(session);
        StoredRollups stored = new StoredRollups(session);
        RollupRow.Partition partition = new RollupRow.Partition("acme", "gpon", "revisions", 1, 0, 0);
        RollupRow later = row(partition, new byte[] {1}, 0, 0, 2_000);
        RollupRow earlier = new RollupRow(later.key(), 300_000, 1, "{\"readings\":1}", new byte[] {9}, 1_999);
        // When
        session.execute(table.insert(later, DAY_SECONDS));
        session.execute(table.insert(earlier, DAY_SECONDS));
        // Then
        List<RollupRow> all = new ArrayList<>();
        stored.read(partition, Long.MIN_VALUE, Long.MAX_VALUE, all::add)
                .toCompletableFuture()
                .join();
        assertThat(all).hasSize(1);
        assertThat(all.get(0).events()).isEqualTo(3);
        assertThat(all.get(0).state()).isEqualTo(later.state());
        Row written = Objects.requireNonNull(session.execute(
                        "SELECT writetime(state), ttl(state) FROM millrace.rollups WHERE tenant = 'acme' AND pipeline = 'gpon'"
                                + " AND rollup = 'revisions' AND generation = 1 AND bucket = 0 AND shard = 0")
                .one());
        assertThat(written.getLong(0)).isEqualTo(2_000);
        assertThat(written.getInt(1)).isBetween(DAY_SECONDS - 60, DAY_SECONDS);
    }

    @Test
    void shouldKeepADeletedRowDeletedUnlessAGreaterRevisionComes() {
        // Given
        RollupsTable table = new RollupsTable(session);
        StoredRollups stored = new StoredRollups(session);
        RollupRow.Partition partition = new RollupRow.Partition("acme", "gpon", "deletions", 1, 0, 0);
        byte[] group = {1, 7};
        RollupRow former = row(partition, group, 0, 0, 1_000);
        RollupRow other = row(partition, group, 0, 1, 1_000);
        RollupRow later = row(partition, group, 0, 0, 3_000);
        // When
        session.execute(table.insert(other, DAY_SECONDS));
        session.execute(table.delete(former.key(), 2_000));
        session.execute(table.insert(former, DAY_SECONDS));
        List<RollupRow> deleted = new ArrayList<>();
        stored.read(partition, Long.MIN_VALUE, Long.MAX_VALUE, deleted::add)
                .toCompletableFuture()
                .join();
        session.execute(table.insert(later, DAY_SECONDS));
        List<RollupRow> back = new ArrayList<>();
        stored.read(partition, Long.MIN_VALUE, Long.MAX_VALUE, back::add)
                .toCompletableFuture()
                .join();
        // Then
        assertThat(deleted).extracting(row -> row.key().part()).containsExactly(1L);
        assertThat(back).extracting(row -> row.key().part()).containsExactly(0L, 1L);
    }

    @Test
    void shouldReadPacksOfABatchAndRowsOfTheStreamInOneOrder() {
        // Given: more of both than a page holds
        RollupsTable rows = new RollupsTable(session);
        RollupPacksTable packs = new RollupPacksTable(session);
        StoredRollups stored = new StoredRollups(session);
        RollupRow.Partition partition = new RollupRow.Partition("acme", "gpon", "packs", Layer.FIRST_GENERATION, 0, 0);
        int groups = 5_100;
        List<RollupRow.Key> keys = new ArrayList<>();
        List<BoundStatement> inserts = new ArrayList<>();
        RowPacker packer = new RowPacker(pack -> inserts.add(packs.insert(pack, DAY_SECONDS)));
        for (int number = 0; number < groups; number++) {
            byte[] group = {1, (byte) (number >> 8), (byte) number};
            RollupRow late = row(partition, group, 300_000, 1_700_000_000, 1_000);
            inserts.add(rows.insert(late, DAY_SECONDS));
            for (long start : List.of(0L, 300_000L, 600_000L)) {
                packer.add(row(partition, group, start, 0, 1_000));
                keys.add(new RollupRow.Key(partition, late.key().group(), start, 0));
                if (start == 300_000) {
                    keys.add(late.key());
                }
            }
        }
        packer.finish();
        for (int from = 0; from < inserts.size(); from += 30) {
            session.execute(BatchStatement.newInstance(BatchType.UNLOGGED)
                    .addAll(inserts.subList(from, Math.min(inserts.size(), from + 30))));
        }

        // When
        List<RollupRow> all = new ArrayList<>();
        stored.read(partition, Long.MIN_VALUE, Long.MAX_VALUE, all::add)
                .toCompletableFuture()
                .join();
        List<RollupRow.Key> iterated = new ArrayList<>();
        stored.iterator(partition, 300_000, 600_001).forEachRemaining(row -> iterated.add(row.key()));
        List<RollupRow> ofGroup = new ArrayList<>();
        stored.read(partition, keys.get(0).group(), 0, 600_000, ofGroup::add)
                .toCompletableFuture()
                .join();

        // Then
        assertThat(all).extracting(RollupRow::key).isEqualTo(keys);
        assertThat(iterated)
                .isEqualTo(keys.stream().filter(key -> key.windowStart() > 0).toList());
        assertThat(ofGroup).extracting(RollupRow::key).isEqualTo(keys.subList(0, 3));
        assertThat(ofGroup.get(0).windowEnd()).isEqualTo(300_000);
        assertThat(stored.partitions("acme", "gpon")).contains(partition);

        // When: with revisions up to that of the packs
        stored.delete(partition, 1_000).forEach(session::execute);

        // Then
        assertThat(stored.iterator(partition, Long.MIN_VALUE, Long.MAX_VALUE)).isExhausted();
    }

    @Test
    void shouldTakeTheLargestBatchThatTheWriterSendsWithoutAWarning() {
        // Given
        RollupsTable table = new RollupsTable(session);
        StoredRollups stored = new StoredRollups(session);
        RollupRow.Partition partition = new RollupRow.Partition("acme", "gpon", "batches", 1, 0, 0);
        List<BoundStatement> inserts = IntStream.range(0, 30)
                .mapToObj(group -> table.insert(
                        new RollupRow(
                                new RollupRow.Key(partition, new GroupKey(new byte[] {1, (byte) group}), 0, 0),
                                300_000,
                                1,
                                "{}",
                                new byte[1_600],
                                1_000),
                        DAY_SECONDS))
                .toList();
        // When
        ResultSet result = session.execute(
                BatchStatement.newInstance(BatchType.UNLOGGED).addAll(inserts).setIdempotent(true));
        // Then
        assertThat(result.getExecutionInfo().getWarnings()).isEmpty();
        List<RollupRow> all = new ArrayList<>();
        stored.read(partition, Long.MIN_VALUE, Long.MAX_VALUE, all::add)
                .toCompletableFuture()
                .join();
        assertThat(all).hasSize(30);
    }

    @Test
    void shouldReadEveryCopyOfAnArchivedEventInTheOrderOfEventTime() {
        // Given
        ArchiveTable table = new ArchiveTable(session);
        ArchivedEvent late = event(3_599_999, 7, 10);
        ArchivedEvent early = event(0, 8, 11);
        ArchivedEvent copy = event(0, 8, 12);
        ArchivedEvent nextHour = event(3_600_000, 9, 13);
        // When
        for (ArchivedEvent event : List.of(late, copy, early, early, nextHour)) {
            session.execute(table.insert(event, DAY_SECONDS));
        }
        // Then
        List<ArchivedEvent> read = new ArrayList<>();
        table.read(ArchiveTable.partitionOf(early), read::add)
                .toCompletableFuture()
                .join();
        assertThat(read).usingRecursiveFieldByFieldElementComparator().containsExactly(early, copy, late);
    }

    private static ArchivedEvent event(long eventTime, long id, long offset) {
        return new ArchivedEvent(
                "acme", "gpon", eventTime, EventId.fresh(id, id, id), 2, offset, 1_700_000_000_000L, new byte[] {1, 2});
    }

    private static RollupRow row(
            RollupRow.Partition partition, byte[] group, long windowStart, int part, long revision) {
        return new RollupRow(
                new RollupRow.Key(partition, new GroupKey(group), windowStart, part),
                windowStart + 300_000,
                3,
                "{\"readings\":3}",
                new byte[] {1, 2, 3},
                revision);
    }
}
