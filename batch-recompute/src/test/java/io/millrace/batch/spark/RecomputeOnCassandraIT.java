package io.millrace.batch.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.batch.History;
import io.millrace.batch.StreamedRows;
import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.Target;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.Keyspace;
import io.millrace.cassandra.RollupsTable;
import io.millrace.cassandra.Schema;
import io.millrace.embedded.Component;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import io.millrace.embedded.process.SupervisorListener;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.TimeInterval;
import io.millrace.stream.stage.StageLimits;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The job against a real Cassandra: it proves what the topology stored there, and writes it anew as a generation of its own. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecomputeOnCassandraIT {
    private static final int RECOMPUTED = 1_000_001;
    private static final StageLimits ROOMY = new StageLimits(1 << 20, 10_000, 1 << 20, 1 << 20);
    private static final TimeInterval ALL = new TimeInterval(
            History.START.minus(Duration.ofHours(2)).toEpochMilli(),
            History.START.plus(Duration.ofHours(3)).toEpochMilli());

    private Platform platform;
    private CassandraAddress address;
    private CqlSession session;
    private JavaSparkContext spark;

    @BeforeAll
    void start(@TempDir Path folder) throws InterruptedException {
        platform = Platform.start(
                new PlatformOptions(Installation.fromSystemProperty(), folder)
                        .withPorts(Ports.free())
                        .withComponents(Set.of(Component.CASSANDRA)),
                SupervisorListener.SILENT,
                Clock.systemUTC());
        address = new CassandraAddress(
                platform.addresses().cassandra().toString(), CassandraConnection.DEFAULT_DATACENTER);
        session = address.connection().open("recompute-test");
        Schema.ensure(session, Keyspace.parse("1"));
        spark = new JavaSparkContext(new SparkConf()
                .setMaster("local[2,4]")
                .setAppName("RecomputeOnCassandraIT")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer"));
    }

    @AfterAll
    void stop() {
        spark.close();
        Sessions.closeAll();
        session.close();
        platform.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldProveAndRewriteWhatTheStreamStored(boolean timeInId, @TempDir Path folder) throws Exception {
        // Given
        session.execute("TRUNCATE millrace.archive");
        session.execute("TRUNCATE millrace.rollups");
        session.execute("TRUNCATE millrace.rollup_packs");
        History history = new History(new Random(11), timeInId, "10m");
        history.happen(250, 3_600_000);
        ArchiveTable archive = new ArchiveTable(session);
        history.events().forEach(event -> session.execute(archive.insert(event, 3_600)));
        RollupsTable rollups = new RollupsTable(session);
        List<RollupRow> stored = StreamedRows.of(history, ROOMY, folder);
        stored.forEach(row -> session.execute(rollups.insert(row, 3_600)));
        RecomputeJob job = new RecomputeJob(spark, new CassandraTables(address), 2);

        // When
        WorkPlan plan = plan(history, List.of("tumbling", "hopping", "sessions"));
        Comparison comparison = job.compare(plan, plan, slices(plan, 1));

        // Then
        assertThat(comparison.lines()).isEmpty();
        assertThat(comparison.different()).isZero();
        assertThat(comparison.equal()).isPositive();
        assertThat(job.eventsRead()).isEqualTo(history.events().size());

        // When
        WorkPlan windows = plan(history, List.of("tumbling", "hopping"));
        Destination destination =
                new Destination(RECOMPUTED, History.LAYOUT.bucket(), History.LAYOUT.shards(), 3_600, 1);
        RecomputeJob.Written written = job.write(windows, List.of(destination, destination));
        Comparison again = job.compare(windows, windows, slices(windows, RECOMPUTED));

        // Then
        assertThat(again.different()).isZero();
        assertThat(again.equal()).isEqualTo(written.rows()).isPositive();
    }

    private static WorkPlan plan(History history, List<String> rollups) {
        List<Target> targets =
                rollups.stream().map(rollup -> Target.of(rollup, 1, 1, ALL)).toList();
        return WorkPlan.of(history.record(), history.definitions().lookups(), targets, 1);
    }

    private static List<Slice> slices(WorkPlan plan, int generation) {
        List<Slice> slices = new ArrayList<>();
        new BoundPlan(plan)
                .targets()
                .forEach(target -> slices.addAll(Slice.of(
                        target.index(), target.target().rollup(), generation, History.LAYOUT, target.events())));
        return slices;
    }
}
