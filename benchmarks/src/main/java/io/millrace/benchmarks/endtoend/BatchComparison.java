package io.millrace.benchmarks.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.batch.plan.Target;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.Keyspace;
import io.millrace.cassandra.Schema;
import io.millrace.embedded.Component;
import io.millrace.embedded.SparkApplication;
import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.model.rollup.Layer;
import io.millrace.model.window.TimeInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Three rollups of the same archive, on a Spark that has all cores: by Millrace's recompute, and by Spark SQL with the Cassandra connector; and what only reading the archive
 * costs each. First of a tenth of the events, then of all. No ratio is printed unless both stored exactly what the events come to. Usage: {@code BatchComparison [events]},
 * 3,000,000 if left out.
 */
public final class BatchComparison {
    private static final int EVENTS = 3_000_000;
    private static final int WINDOWS = 30;
    /** So that a tenth of the events fills whole windows, too. */
    private static final int STEP = 10 * WINDOWS;

    private static final int TURNS = 2;
    private static final int ROUNDS = 3;
    private static final double GOAL = 1.5;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final TimeInterval INTERVAL =
            new TimeInterval(Corpus.START, Corpus.START + WINDOWS * Corpus.WINDOW_MILLIS);

    private final SparkRuns spark;
    private final CqlSession session;
    private final StoredRows ours;
    private final StoredRows theirs;
    private final SparkApplication recompute;
    private final SparkApplication recomputeRead;
    private final SparkApplication sql;
    private final SparkApplication sqlRead;

    /** Seconds, the medians of some rounds. */
    private record Figures(int events, double recompute, double sql, double recomputeRead, double sqlRead) {}

    private BatchComparison(Lab lab, CqlSession session) throws IOException {
        this.session = session;
        spark = new SparkRuns(lab);
        ours = new MillraceRows(session, Layer.FIRST_GENERATION);
        theirs = SparkRows.create(session);
        Path plan = Files.write(lab.folder().resolve("plan"), plan().toBytes());
        Path schema = Files.writeString(
                lab.folder().resolve("schema.avsc"), Corpus.schema().avro().toString());
        String cassandra = lab.platform().addresses().cassandra().toString();
        recompute = ours(plan, cassandra, "rollups");
        recomputeRead = ours(plan, cassandra, "read");
        sql = theirs(schema, "rollups");
        sqlRead = theirs(schema, "read");
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("logback.configurationFile", "benchmarks-logback.xml");
        int events = arguments.length == 0 ? EVENTS : Integer.parseInt(arguments[0]);
        try (Lab lab = Lab.open(Set.of(Component.CASSANDRA));
                CqlSession session = new CassandraConnection(
                                lab.platform().addresses().cassandra().toString(),
                                CassandraConnection.DEFAULT_DATACENTER,
                                TIMEOUT)
                        .open("benchmark")) {
            Schema.ensure(session, Keyspace.parse("1"));
            new BatchComparison(lab, session).run(Math.max(1, events / STEP) * STEP);
        }
    }

    private void run(int events) throws IOException, InterruptedException {
        ArchiveLoad load = new ArchiveLoad(session, events / WINDOWS);
        Figures tenth = measure(load, events / 10);
        Figures all = measure(load, events);
        System.out.println();
        for (Figures each : List.of(tenth, all)) {
            System.out.println(new Measured(
                    "recompute",
                    "events/s",
                    each.events() / each.recompute(),
                    "Spark SQL with the connector",
                    each.events() / each.sql(),
                    GOAL));
            printLimit("recompute", each.events(), each.recompute(), each.recomputeRead());
            printLimit("Spark SQL", each.events(), each.sql(), each.sqlRead());
        }
        print(
                "10 times the events take %.1f times the seconds of recompute, %.1f of Spark SQL; read alone %.1f and %.1f",
                all.recompute() / tenth.recompute(),
                all.sql() / tenth.sql(),
                all.recomputeRead() / tenth.recomputeRead(),
                all.sqlRead() / tenth.sqlRead());
    }

    private Figures measure(ArchiveLoad load, int events) throws IOException, InterruptedException {
        print("%,d events", events);
        load.until(events);
        List<Double> recomputes = new ArrayList<>();
        List<Double> sqls = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            recomputes.addAll(seconds(recompute, events));
            sqls.addAll(seconds(sql, events));
        }
        load.truth().requireEqual(ours.read(INTERVAL), "recompute");
        load.truth().requireEqual(theirs.read(INTERVAL), "Spark SQL");
        print("  both stored the same %,d rows", load.truth().rows());
        return new Figures(
                events,
                median(recomputes),
                median(sqls),
                median(seconds(recomputeRead, events)),
                median(seconds(sqlRead, events)));
    }

    private List<Double> seconds(SparkApplication application, int events) throws IOException, InterruptedException {
        CalmCassandra.await(session);
        return spark.seconds(application, events);
    }

    private static double median(List<Double> seconds) {
        return seconds.stream().sorted().toList().get(seconds.size() / 2);
    }

    private SparkApplication ours(Path plan, String cassandra, String what) throws IOException {
        return spark.ours(
                "ArchiveRecompute",
                List.of(
                        what,
                        plan.toString(),
                        cassandra,
                        CassandraConnection.DEFAULT_DATACENTER,
                        Integer.toString(ROUNDS),
                        Integer.toString(Layer.FIRST_GENERATION),
                        Long.toString(Corpus.LAYOUT.bucket()),
                        Integer.toString(Corpus.LAYOUT.shards())));
    }

    private SparkApplication theirs(Path schema, String what) throws IOException {
        return spark.theirs(
                "ArchiveSql",
                List.of(what, schema.toString(), Corpus.TENANT, Corpus.PIPELINE, Integer.toString(ROUNDS)));
    }

    private static WorkPlan plan() {
        List<Target> targets = Corpus.ROLLUPS.stream()
                .map(rollup -> Target.of(rollup, 1, 1, INTERVAL))
                .toList();
        return WorkPlan.of(Corpus.pipeline(Corpus.ROLLUPS).record(), new KnownLookups(), targets, Corpus.PARTITIONS);
    }

    /** What only reading the archive costs. */
    private static void printLimit(String what, int events, double seconds, double reading) {
        print(
                "%s: %,.0f events/s; reading the archive alone %,.0f events/s, %.0f %% of the time",
                what, events / seconds, events / reading, 100 * reading / seconds);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
