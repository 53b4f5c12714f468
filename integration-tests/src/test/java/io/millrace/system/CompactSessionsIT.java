package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.RollupsTable;
import io.millrace.cassandra.StoredRollups;
import io.millrace.model.rollup.RollupRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions that are stored in many pieces: it depends on moments whether the stream leaves them so, and therefore they are written here. */
@ExtendWith(RunningMillrace.class)
class CompactSessionsIT {
    private static final String TENANT = "compact-sessions";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String FROM = "2025-06-01T00:00:00Z";
    private static final String TO = "2025-06-02T00:00:00Z";
    private static final int SERVED_FIRST = 1;
    private static final int KEPT_SECONDS = 86_400;

    /** Cells are of eight hours, so one begins at eight. */
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: doors
            event:
              fields:
                - {name: door, type: string}
                - {name: at, type: timestamp}
                - {name: weight, type: double}
              time: at
            rollups:
              - name: visits
                dimensions: [door]
                window: {type: session, gap: 10m}
                measures: [{name: openings, type: count}, {name: weight, type: sum, field: weight}, {name: last, type: last, field: weight}]
            """;

    /** The session of one door, and pieces of it as sessions of other doors: what the stream stores of those it would store of late pieces. */
    private static final String EVENTS = """
            north   10:00 0.1
            north   10:05 0.2
            north   10:05 0.7
            north   10:12 0.3
            north   10:16 1e9
            part-0  10:05 0.2
            part-0  10:12 0.3
            part-77 10:00 0.1
            part-78 10:05 0.7
            part-79 10:16 1e9
            south   07:55 5.5
            south   08:02 6.5
            south   09:00 7.5
            """;

    private static final List<String> STORED = List.of(
            "north 10:00 10:26 part 0: 5",
            "part-0 10:05 10:22 part 0: 2",
            "part-77 10:00 10:10 part 0: 1",
            "part-78 10:05 10:15 part 0: 1",
            "part-79 10:16 10:26 part 0: 1",
            "south 07:55 08:05 part 0: 1",
            "south 08:02 08:12 part 0: 1",
            "south 09:00 09:10 part 0: 1");

    private static String events() {
        StringBuilder csv = new StringBuilder("door,at,weight\n");
        EVENTS.lines()
                .map(line -> line.split(" +"))
                .forEach(words -> csv.append("%s,2025-06-01T%s:00Z,%s\n".formatted(words[0], words[1], words[2])));
        return csv.toString();
    }

    /** What is stored of a generation, in the order of group, start and part. */
    private static List<RollupRow> rows(StoredRollups rollups, int generation) {
        List<RollupRow> rows = new ArrayList<>();
        for (RollupRow.Partition partition : rollups.partitions(TENANT, "doors")) {
            if (partition.generation() == generation) {
                rollups.iterator(
                                partition,
                                Instant.parse(FROM).toEpochMilli(),
                                Instant.parse(TO).toEpochMilli())
                        .forEachRemaining(rows::add);
            }
        }
        rows.sort(Comparator.comparing((RollupRow row) -> row.key().group())
                .thenComparing(row -> row.key().windowStart())
                .thenComparing(row -> row.key().part()));
        return rows;
    }

    /** Of whom, from when to when, which part, and of how many events. */
    private static List<String> told(List<RollupRow> rows) {
        return rows.stream().map(row -> doorOf(row) + " " + told(row)).toList();
    }

    private static String told(RollupRow row) {
        return "%tR %tR part %d: %d"
                .formatted(
                        Instant.ofEpochMilli(row.key().windowStart()).atOffset(ZoneOffset.UTC),
                        Instant.ofEpochMilli(row.windowEnd()).atOffset(ZoneOffset.UTC),
                        row.key().part(),
                        row.events());
    }

    /** The key of a group is bytes around its text. */
    private static String doorOf(RollupRow row) {
        String key = new String(row.key().group().bytes(), StandardCharsets.UTF_8);
        return key.replaceAll("[^a-z0-9-]", "");
    }

    private static List<RollupRow> of(String door, List<RollupRow> rows) {
        return rows.stream().filter(row -> doorOf(row).equals(door)).toList();
    }

    @Test
    void shouldBringThePiecesOfSessionsTogether(Client client) throws Exception {
        // Given
        assertThat(client.putPipeline(TENANT, "doors", DEFINITION).status()).isEqualTo(201);
        assertThat(client.postEvents(TENANT, "doors", "text/csv", events()).status())
                .isEqualTo(202);
        MillraceCommand millrace = new MillraceCommand(client.platform().addresses(), "compact-sessions");
        try (CqlSession session = new CassandraConnection(
                        client.platform().addresses().cassandra().toString(),
                        CassandraConnection.DEFAULT_DATACENTER,
                        Duration.ofSeconds(60))
                .open("compact-sessions-test")) {
            RollupsTable table = new RollupsTable(session);
            StoredRollups rollups = new StoredRollups(session);

            Client.await("all is stored", PATIENCE, () -> told(rows(rollups, SERVED_FIRST)), STORED::equals);
            String served = client.csv(TENANT, "doors", "visits", FROM, TO);

            // Given: one session is stored in four pieces, of which two begin at the same time
            List<RollupRow> stored = rows(rollups, SERVED_FIRST);
            RollupRow whole = of("north", stored).get(0);
            long later = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) + 1;
            session.execute(table.delete(whole.key(), later));
            for (int part : List.of(0, 77, 78, 79)) {
                for (RollupRow piece : of("part-" + part, stored)) {
                    RollupRow.Key key = new RollupRow.Key(
                            whole.key().partition(),
                            whole.key().group(),
                            piece.key().windowStart(),
                            part);
                    session.execute(table.insert(
                            new RollupRow(
                                    key, piece.windowEnd(), piece.events(), piece.measures(), piece.state(), later),
                            KEPT_SECONDS));
                }
            }
            assertThat(told(of("north", rows(rollups, SERVED_FIRST))))
                    .containsExactly(
                            "north 10:00 10:10 part 77: 1",
                            "north 10:05 10:22 part 0: 2",
                            "north 10:05 10:15 part 78: 1",
                            "north 10:16 10:26 part 79: 1");
            assertThat(client.csv(TENANT, "doors", "visits", FROM, TO)).isEqualTo(served);

            // When
            String[] range = {TENANT, "doors", "--from", FROM, "--to", TO};
            MillraceCommand.Finished compacted = millrace.run(PATIENCE, words("compact", range));

            // Then: each session of the cell is of one part, in a generation of its own
            assertThat(compacted.exitCode()).as(compacted.told()).isZero();
            int generation = rollups.partitions(TENANT, "doors").stream()
                    .mapToInt(RollupRow.Partition::generation)
                    .max()
                    .orElseThrow();
            assertThat(told(rows(rollups, generation)))
                    .as("all that is of its cell")
                    .isEqualTo(STORED.stream()
                            .filter(row -> !row.startsWith("south 07:55"))
                            .toList());
            assertThat(of("north", rows(rollups, generation)).get(0).state())
                    .as("as the stream counted it at once")
                    .isEqualTo(whole.state());

            // Then: readers see what they saw, and it is that generation which they see
            of("north", rows(rollups, SERVED_FIRST))
                    .forEach(piece -> session.execute(table.delete(piece.key(), later + 1)));
            Client.await(
                    "the same is served",
                    PATIENCE,
                    () -> client.csv(TENANT, "doors", "visits", FROM, TO),
                    served::equals);
            MillraceCommand.Finished proof = millrace.run(PATIENCE, words("reconcile", range));
            assertThat(proof.exitCode()).as(proof.told()).isZero();
            assertThat(proof.output()).contains("8 rows are equal, bit for bit");

            // When: once more
            MillraceCommand.Finished again = millrace.run(PATIENCE, words("compact", range));

            // Then
            assertThat(again.exitCode()).as(again.told()).isZero();
            assertThat(again.errors()).contains("No window has more than 2 parts.");
        }
    }

    private static String[] words(String command, String... range) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(range));
        return words.toArray(String[]::new);
    }
}
