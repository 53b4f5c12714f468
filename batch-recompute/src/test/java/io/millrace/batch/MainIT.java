package io.millrace.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.Target;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.batch.spark.CassandraAddress;
import io.millrace.batch.spark.CassandraTables;
import io.millrace.batch.spark.Destination;
import io.millrace.batch.spark.SparkRuntime;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.Keyspace;
import io.millrace.cassandra.Proof;
import io.millrace.cassandra.ProofsTable;
import io.millrace.cassandra.RollupsTable;
import io.millrace.cassandra.Run;
import io.millrace.cassandra.RunsTable;
import io.millrace.cassandra.Schema;
import io.millrace.cassandra.StoredRollups;
import io.millrace.cassandra.TimelineTable;
import io.millrace.embedded.Component;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import io.millrace.embedded.process.SupervisorListener;
import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.TimeInterval;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The program, from its command line on, against a real Kafka and a real Cassandra. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainIT {
    private static final String[] DAY = {"--from", "2026-03-01", "--to", "2026-03-02"};
    private static final TimeInterval STARTS = new TimeInterval(
            Instant.parse("2026-03-01T00:00:00Z").toEpochMilli(),
            Instant.parse("2026-03-02T00:00:00Z").toEpochMilli());

    private Platform platform;
    private CassandraAddress address;
    private CqlSession session;
    private MillraceStub stub;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.ui.enabled", "false");
        platform = Platform.start(
                new PlatformOptions(Installation.fromSystemProperty(), folder)
                        .withPorts(Ports.free())
                        .withComponents(Set.of(Component.CASSANDRA, Component.KAFKA, Component.REGISTRY)),
                SupervisorListener.SILENT,
                Clock.systemUTC());
        address = new CassandraAddress(
                platform.addresses().cassandra().toString(), CassandraConnection.DEFAULT_DATACENTER);
        session = address.connection().open("main-test");
        Schema.ensure(session, Keyspace.parse("1"));
        stub = new MillraceStub(
                platform.addresses().kafka(), platform.addresses().registry(), session);
    }

    @AfterAll
    void stop() {
        stub.close();
        session.close();
        platform.close();
    }

    private static String definition(String where) {
        return """
                apiVersion: millrace/v1
                pipeline: shop
                event:
                  fields:
                    - {name: store, type: string}
                    - {name: at, type: timestamp}
                    - {name: paid, type: long}
                  time: at
                  id: [store, at]
                lateness: 1d
                where: "%s"
                rollups:
                  - name: hourly
                    dimensions: [store]
                    window: {type: tumbling, size: 1h}
                    measures: [{name: n, type: count}, {name: paid, type: sum, field: paid}]
                """.formatted(where);
    }

    private int run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        if (!command.equals("rollback")) {
            all.addAll(List.of(MillraceStub.TENANT, MillraceStub.PIPELINE));
            all.addAll(List.of(DAY));
        }
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--kafka", platform.addresses().kafka(),
                "--cassandra", platform.addresses().cassandra().toString(),
                "--registry", platform.addresses().registry().toString(),
                "--ingest", stub.address().toString(),
                "--wait", "20s"));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine program = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = program.execute(all.toArray(String[]::new));
        System.err.println(err);
        return code;
    }

    /** What the stream would have stored of the events so far. */
    private void stream(PipelineRecord record) {
        WorkPlan plan = WorkPlan.of(record, new KnownLookups(), List.of(Target.of("hourly", 1, 1, STARTS)), 1);
        try (SparkRuntime spark = SparkRuntime.start("stream")) {
            var unused = spark.job(new CassandraTables(address))
                    .write(
                            plan,
                            List.of(new Destination(
                                    1, MillraceStub.LAYOUT.bucket(), MillraceStub.LAYOUT.shards(), 3_600, 1)));
        }
        assertThat(new BoundPlan(plan).targets()).hasSize(1);
    }

    private List<TimelineTable.State> states() {
        return new TimelineTable(session)
                .read(new TimelineTable.Key(MillraceStub.TENANT, MillraceStub.PIPELINE, "hourly")).entries().stream()
                        .map(TimelineTable.Entry::state)
                        .toList();
    }

    private Proof proof() {
        return new ProofsTable(session)
                .find(new TimelineTable.Key(MillraceStub.TENANT, MillraceStub.PIPELINE, "hourly"))
                .orElseThrow();
    }

    /** With its differences, which a list of runs leaves out. */
    private Run lastRun() {
        RunsTable runs = new RunsTable(session);
        Run newest = runs.read(MillraceStub.TENANT, Optional.empty(), 1)
                .toCompletableFuture()
                .join()
                .get(0);
        return runs.find(MillraceStub.TENANT, newest.id())
                .toCompletableFuture()
                .join()
                .orElseThrow();
    }

    private List<RollupRow> rows(int generation, String time) {
        long start = Instant.parse(time).toEpochMilli();
        List<RollupRow> rows = new ArrayList<>();
        for (int shard = 0; shard < 4; shard++) {
            for (long bucketLength : List.of(MillraceStub.LAYOUT.bucket(), 12 * 3_600_000L)) {
                new StoredRollups(session)
                        .iterator(
                                new RollupRow.Partition(
                                        MillraceStub.TENANT,
                                        MillraceStub.PIPELINE,
                                        "hourly",
                                        generation,
                                        Math.floorDiv(start, bucketLength),
                                        shard),
                                start,
                                start + 1)
                        .forEachRemaining(rows::add);
            }
        }
        return rows;
    }

    @Test
    void shouldProveRecomputeAndTakeBack() throws Exception {
        // Given: history under one definition
        PipelineRecord record = stub.put(List.of(definition("paid > 0")));
        for (int event = 0; event < 96; event++) {
            stub.accept(
                    record,
                    "{\"store\":\"s%d\",\"at\":\"%s\",\"paid\":%d}"
                            .formatted(
                                    event % 3,
                                    Instant.parse("2026-03-01T00:00:00Z").plusSeconds(900L * event),
                                    event));
        }
        stream(record);

        // When: it is proved
        assertThat(run("reconcile")).as(err.toString()).isZero();

        // Then
        assertThat(out.toString()).contains("72 rows are equal");
        assertThat(lastRun().state()).isEqualTo(Run.State.DONE);
        assertThat(lastRun().kind()).isEqualTo(Run.Kind.RECONCILE);
        assertThat(lastRun().equal()).isEqualTo(72);
        assertThat(proof())
                .isEqualTo(new Proof(
                        MillraceStub.TENANT,
                        MillraceStub.PIPELINE,
                        "hourly",
                        72,
                        0,
                        lastRun().id()));

        // When: a row is damaged
        RollupRow right = rows(1, "2026-03-01T05:00:00Z").get(0);
        RollupRow wrong = rows(1, "2026-03-01T06:00:00Z").get(0);
        session.execute(new RollupsTable(session)
                .insert(new RollupRow(wrong.key(), wrong.windowEnd(), 1, "{}", right.state(), 2), 3_600));
        int code = run("reconcile", "--json");

        // Then: that is told, with both values
        assertThat(code).isEqualTo(1);
        assertThat(out.toString())
                .contains("\"different\":1", "\"computed\":{", "\"served\":{", "2026-03-01T06:00:00Z")
                .contains("\"events\":[{\"time\":\"2026-03-01T06:");
        assertThat(lastRun().state()).isEqualTo(Run.State.WRONG);
        assertThat(lastRun().differences()).hasSize(1);
        assertThat(proof())
                .isEqualTo(new Proof(
                        MillraceStub.TENANT,
                        MillraceStub.PIPELINE,
                        "hourly",
                        72 + 71,
                        1,
                        lastRun().id()));

        // When: the definition is another, and it is asked what that would change
        stub.put(List.of(definition("paid > 0"), definition("paid >= 48")));
        assertThat(run("recompute", "--dry-run")).isZero();

        // Then: nothing is written
        assertThat(out.toString()).contains("rows would be gone");
        assertThat(states()).isEmpty();

        // When: in shadow
        assertThat(run("recompute", "--shadow")).isZero();

        // Then
        assertThat(states()).containsExactly(TimelineTable.State.WITHDRAWN);
        assertThat(rows(1_000_001, "2026-03-01T13:00:00Z")).isEmpty();
        assertThat(stub.fed()).isEmpty();

        // When: for real
        assertThat(run("recompute")).as(err.toString()).isZero();

        // Then: the half of the day that is left serves
        assertThat(states()).containsExactly(TimelineTable.State.WITHDRAWN, TimelineTable.State.PUBLISHED);
        assertThat(stub.fed()).containsExactly("hourly/1000002");
        assertThat(lastRun().state()).isEqualTo(Run.State.PUBLISHED);
        assertThat(lastRun().rows()).isEqualTo(36);
        assertThat(lastRun().generations()).containsExactly(1_000_002);
        assertThat(rows(1_000_002, "2026-03-01T05:00:00Z")).isEmpty();
        assertThat(rows(1_000_002, "2026-03-01T13:00:00Z")).hasSize(3);
        assertThat(run("reconcile", "--sample", "20", "--seed", "1"))
                .as(err.toString())
                .isZero();

        // When: taken back
        assertThat(run("rollback", MillraceStub.TENANT, MillraceStub.PIPELINE, "hourly"))
                .isZero();

        // Then
        assertThat(states()).containsExactly(TimelineTable.State.WITHDRAWN, TimelineTable.State.WITHDRAWN);
        assertThat(stub.fed()).isEmpty();
        assertThat(rows(1_000_002, "2026-03-01T13:00:00Z")).isEmpty();

        // When: a window is in more parts than one, and they are brought together
        RollupRow.Key first = right.key();
        session.execute(new RollupsTable(session)
                .insert(
                        new RollupRow(
                                new RollupRow.Key(first.partition(), first.group(), first.windowStart(), 77),
                                right.windowEnd(),
                                0,
                                "{}",
                                right.state(),
                                2),
                        3_600));
        assertThat(run("compact", "--parts", "1")).as(err.toString()).isZero();

        // Then: as the definition meant it that serves them
        assertThat(lastRun().rows()).isEqualTo(3);
        assertThat(rows(1_000_003, "2026-03-01T05:00:00Z")).hasSize(3);

        // When: the archive is lost, and the topic has the events still
        session.execute("TRUNCATE millrace.archive");
        assertThat(run("recompute", "--source", "kafka")).as(err.toString()).isZero();

        // Then: they are archived again, and computed
        assertThat(lastRun().rows()).isEqualTo(36);
        assertThat(session.execute("SELECT offset FROM millrace.archive").all()).hasSize(96);
        assertThat(run("reconcile")).as(err.toString()).isZero();

        // When: the stream's state is from before there were feeds
        Set<String> fed = Set.copyOf(stub.fed());
        stub.forget();
        code = run("recompute");

        // Then: that would leave out what came before
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("does not know how far it is in the events partitions [0]", "Send events");
        assertThat(lastRun().state()).isEqualTo(Run.State.FAILED);
        assertThat(stub.fed()).isEqualTo(fed);
    }

    @Test
    void shouldSayWhatIsWrongWithTheCommandLine() {
        // When
        int code = run("recompute", "--from", "yesterday");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("2026-03-01T00:00:00Z");
    }

    @Test
    void shouldNameThePipelinesThatThereAre() {
        // Given
        stub.put(List.of(definition("paid > 0")));

        // When
        int code = Main.commandLine()
                .setErr(new PrintWriter(err))
                .execute(
                        "reconcile",
                        MillraceStub.TENANT,
                        "shops",
                        "--from",
                        "2026-03-01",
                        "--to",
                        "2026-03-02",
                        "--kafka",
                        platform.addresses().kafka(),
                        "--cassandra",
                        platform.addresses().cassandra().toString(),
                        "--registry",
                        platform.addresses().registry().toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("has no pipeline shops", "Its pipelines are: shop.");
    }
}
