package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.StoredRollups;
import io.millrace.embedded.Addresses;
import io.millrace.embedded.Installation;
import io.millrace.embedded.SparkApplication;
import io.millrace.embedded.SparkCapacity;
import io.millrace.embedded.SparkCluster;
import io.millrace.embedded.SparkSubmit;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.Windows;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The one jar on a standalone Spark of stock jars: a master, a worker and an executor, each a process of its own. */
@Timeout(600)
@ExtendWith(RunningMillrace.class)
class RecomputeOnClusterIT {
    private static final String TENANT = "recompute-on-cluster";
    private static final int RECOMPUTED = 1_000_001;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-01T06:00:00Z";
    private static final List<String> ROLLUPS = List.of("tumbling", "hopping");

    /** Of each library something: CEL in expressions, sketches, decimals, a lookup. */
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: readings
            event:
              fields:
                - {name: unit, type: string}
                - {name: at, type: timestamp}
                - {name: speed, type: long}
                - {name: load, type: double, optional: true}
                - {name: price, type: "decimal(9,2)"}
              time: at
              id: [ID]
            enrich:
              - {lookup: places, on: unit, add: [place]}
            derive:
              - {name: twice, type: long, expr: "speed * 2"}
            where: "unit.startsWith('unit') && speed >= 5"
            rollups:
              - name: tumbling
                dimensions: [place]
                window: {type: tumbling, size: 5m}
                measures:
                  - {name: readings, type: count}
                  - {name: total, type: sum, field: twice}
                  - {name: load, type: avg, field: load}
                  - {name: spent, type: sum, field: price}
                  - {name: p90, type: quantile, field: speed, q: 0.9}
                  - {name: units, type: distinct, field: unit}
              - name: hopping
                dimensions: [unit]
                window: {type: hopping, size: 1h, advance: 10m}
                measures:
                  - {name: readings, type: count}
                  - {name: last, type: last, field: speed}
                  - {name: spread, type: stddev, field: load}
            """;

    private final Client client;
    private final Addresses addresses;

    RecomputeOnClusterIT(Client client) {
        this.client = client;
        addresses = client.platform().addresses();
    }

    @Test
    void shouldComputeOnAStockSparkWhatTheStreamStored(@TempDir Path folder) throws Exception {
        // Given: pipelines of both ways to find copies, their events served and archived
        put("by-time", "unit, at, speed");
        put("by-unit", "unit, speed");
        String events = events(3_000);
        for (String pipeline : List.of("by-time", "by-unit")) {
            post(pipeline, events);
            // A copy of each.
            post(pipeline, events);
        }
        try (CqlSession session =
                CassandraConnection.of(addresses.cassandra().toString()).open("recompute-on-cluster-test")) {
            for (String pipeline : List.of("by-time", "by-unit")) {
                Client.await("all is archived", PATIENCE, () -> archived(session, pipeline), count -> count == 6_000);
            }
            Map<String, String> served = settledRows(session);

            // When
            Path output = folder.resolve("output");
            Installation installation = Installation.fromSystemProperty();
            try (SparkCluster cluster = SparkCluster.start(
                    installation,
                    folder.resolve("spark"),
                    new SparkCapacity(2, 768),
                    new ToStandardError(),
                    Clock.systemUTC())) {
                SparkSubmit submit =
                        new SparkSubmit(installation, folder.resolve("spark"), Redirect.appendTo(output.toFile()));
                for (String pipeline : List.of("by-time", "by-unit")) {
                    int exit = submit.on(cluster, application(installation, folder, pipeline), 512);
                    assertThat(exit).as(Files.readString(output)).isZero();
                }
            }

            // Then
            assertThat(Files.readString(output)).contains("on spark://127.0.0.1:");
            assertThat(rows(session, RECOMPUTED)).isEqualTo(served);
        }
    }

    private SparkApplication application(Installation installation, Path folder, String pipeline) throws IOException {
        return new SparkApplication(
                mainClass(folder),
                SubmittedRecompute.class.getName(),
                List.of(
                        addresses.kafka(),
                        addresses.registry().toString(),
                        addresses.cassandra().toString(),
                        TENANT,
                        pipeline,
                        Integer.toString(RECOMPUTED),
                        FROM,
                        TO),
                List.of(installation.recomputeJar()),
                Map.of(),
                Map.of());
    }

    private static Path mainClass(Path folder) throws IOException {
        String name = SubmittedRecompute.class.getName().replace('.', '/') + ".class";
        Path jar = folder.resolve("submitted.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                var in = SubmittedRecompute.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry(name));
            in.transferTo(out);
            out.closeEntry();
        }
        return jar;
    }

    private void put(String pipeline, String id) throws Exception {
        client.putLookup(TENANT, "places", "", "unit,place\nunit-1,north\nunit-2,south\nunit-3,south\n");
        Client.Answer answer = client.putPipeline(
                TENANT,
                pipeline,
                DEFINITION.replace("readings\nevent", pipeline + "\nevent").replace("ID", id));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private static String events(int count) {
        Random random = new Random(5);
        StringBuilder body = new StringBuilder();
        for (int number = 0; number < count; number++) {
            String load = random.nextInt(4) == 0 ? "null" : Double.toString(random.nextDouble());
            body.append("{\"unit\": \"unit-" + random.nextInt(5) + "\", \"at\": \""
                    + Instant.parse(FROM).plusSeconds(random.nextInt(3 * 3_600)) + "\", \"speed\": " + number
                    + ", \"load\": " + load + ", \"price\": \"" + random.nextInt(1_000) + ".25\"}\n");
        }
        return body.toString();
    }

    private void post(String pipeline, String body) throws Exception {
        Client.Answer answer = client.postEvents(TENANT, pipeline, "application/x-ndjson", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    }

    private static long archived(CqlSession session, String pipeline) {
        return session.execute("SELECT tenant, pipeline FROM millrace.archive").all().stream()
                .filter(row -> TENANT.equals(row.getString(0)) && pipeline.equals(row.getString(1)))
                .count();
    }

    /** Once each rollup counts each event once: none is late, so no row changes any more. */
    private Map<String, String> settledRows(CqlSession session) throws Exception {
        for (String pipeline : List.of("by-time", "by-unit")) {
            Client.await(
                    "all is served",
                    PATIENCE,
                    () -> client.events(TENANT, pipeline, "tumbling", FROM, TO),
                    count -> count == 3_000 - 5);
            Client.await("panes are served too", PATIENCE, () -> events(session, pipeline), count -> count == 2_995);
        }
        Map<String, String> rows = rows(session, 1);
        assertThat(rows).hasSizeGreaterThan(100);
        return rows;
    }

    private static long events(CqlSession session, String pipeline) {
        return rollupRows(session, pipeline, "hopping", 1).values().stream()
                .mapToLong(RollupRow::events)
                .sum();
    }

    private static Map<String, String> rows(CqlSession session, int generation) {
        Map<String, String> rows = new TreeMap<>();
        for (String pipeline : List.of("by-time", "by-unit")) {
            for (String rollup : ROLLUPS) {
                rollupRows(session, pipeline, rollup, generation)
                        .forEach((key, row) -> rows.put(
                                pipeline + " " + rollup + " " + key,
                                row.events() + " " + HexFormat.of().formatHex(row.state())));
            }
        }
        return rows;
    }

    private static Map<String, RollupRow> rollupRows(
            CqlSession session, String pipeline, String rollup, int generation) {
        StoredRollups stored = new StoredRollups(session);
        TimeInterval interval = new TimeInterval(
                Instant.parse(FROM).minusSeconds(7_200).toEpochMilli(),
                Instant.parse(TO).toEpochMilli());
        RollupLayout layout =
                RollupLayout.defaultFor(DefinitionReader.read(DEFINITION.replace("ID", "unit")).rollups().stream()
                        .filter(each -> each.name().equals(rollup))
                        .findFirst()
                        .map(each -> Windows.of(each.window()))
                        .orElseThrow());
        Map<String, RollupRow> rows = new TreeMap<>();
        for (long bucket = layout.bucketOf(interval.from()); bucket <= layout.bucketOf(interval.until()); bucket++) {
            for (int shard = 0; shard < layout.shards(); shard++) {
                stored.iterator(
                                new RollupRow.Partition(TENANT, pipeline, rollup, generation, bucket, shard),
                                interval.from(),
                                interval.until())
                        .forEachRemaining(row -> rows.put(
                                HexFormat.of().formatHex(row.key().group().bytes())
                                        + " " + row.key().windowStart() + " "
                                        + row.key().part() + " " + row.windowEnd(),
                                row));
            }
        }
        return rows;
    }
}
