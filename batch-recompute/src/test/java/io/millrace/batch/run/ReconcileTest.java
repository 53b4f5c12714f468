package io.millrace.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.batch.spark.Comparison;
import io.millrace.batch.spark.Comparison.Difference;
import io.millrace.batch.spark.Slice;
import io.millrace.cassandra.Proof;
import io.millrace.cassandra.Run;
import io.millrace.cassandra.TimelineTable;
import io.millrace.model.rollup.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReconcileTest {
    private static final TimelineTable.Key HOURLY = new TimelineTable.Key("acme", "shop", "hourly");
    private static final long FROM = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final Request DAY = WorldInMemory.request("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "hourly");

    private final WorldInMemory memory = new WorldInMemory();
    private final Facts facts = WorldInMemory.facts();

    private Report reconcile() throws InterruptedException {
        return reconcile(DAY);
    }

    private Report reconcile(Request request) throws InterruptedException {
        ReconcileScope scope = ReconcileScope.of(memory.world(), facts, request, memory.now);
        return new Reconcile(
                        memory.world(),
                        facts,
                        memory.diary(Run.Kind.RECONCILE, new UUID(0x1000, 1)),
                        Duration.ofMinutes(1))
                .run(scope);
    }

    private static Difference difference(long start, String computed) {
        return difference(start, "row", new GroupKey(new byte[] {1}), computed);
    }

    private static Difference difference(long start, String row, GroupKey group, String computed) {
        return new Difference(
                0,
                start,
                start + HOUR,
                group,
                row,
                computed,
                "{\"result\":\"different\",\"computed\":\"" + computed + "\"}");
    }

    private static Comparison seen(long equal, Difference... differences) {
        return new Comparison(
                Map.of(0, new Comparison.Tally(equal, differences.length)), 0, 0, 0, List.of(differences));
    }

    @Test
    void shouldBeEqualAtFirstSight() throws Exception {
        // Given
        memory.comparisons.add(seen(12));

        // When
        Report report = reconcile();

        // Then
        assertThat(report.equal()).isEqualTo(12);
        assertThat(report.different()).isZero();
        assertThat(memory.compared).hasSize(1);
    }

    @Test
    void shouldCallARowWrongThatDiffersTwiceWhileEventsSayTheSame() throws Exception {
        // Given
        memory.comparisons.add(seen(11, difference(FROM + 2 * HOUR, "a")));
        memory.comparisons.add(seen(0, difference(FROM + 2 * HOUR, "a")));

        // When
        Report report = reconcile();

        // Then
        assertThat(report.equal()).isEqualTo(11);
        assertThat(report.different()).isEqualTo(1);
        assertThat(report.differences()).singleElement().asString().contains("\"a\"");
        assertThat(memory.compared.get(1))
                .as("only that window is looked at again")
                .extracting(Slice::from, Slice::until)
                .containsOnly(org.assertj.core.groups.Tuple.tuple(FROM + 2 * HOUR, FROM + 3 * HOUR));
    }

    @Test
    void shouldLookAgainAtAPaneBehindTheLastStartOfHoppingWindows() throws Exception {
        // Given: of windows of 3 h that start within the day, the last ends two hours behind it
        memory.comparisons.add(seen(25, difference(FROM + 25 * HOUR, "a")));
        memory.comparisons.add(seen(2, difference(FROM + 25 * HOUR, "a")));

        // When
        Report report = reconcile(WorldInMemory.request("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "sliding"));

        // Then
        assertThat(report.different()).isEqualTo(1);
        assertThat(memory.compared.get(1))
                .as("the last window is looked at again")
                .extracting(Slice::from, Slice::until)
                .containsOnly(org.assertj.core.groups.Tuple.tuple(FROM + 23 * HOUR, FROM + 26 * HOUR));
    }

    @Test
    void shouldCallARowWrongOnceThatTwoStretchesShare() throws Exception {
        // Given: panes that lie so near that windows of one have the other
        Difference early = difference(FROM + 2 * HOUR, "a");
        Difference late = difference(FROM + 4 * HOUR, "row of another", new GroupKey(new byte[] {2}), "b");
        memory.comparisons.add(seen(24, early, late));
        Difference again =
                new Difference(1, late.start(), late.end(), late.group(), late.row(), late.computed(), late.json());
        Difference shared =
                new Difference(0, late.start(), late.end(), late.group(), late.row(), late.computed(), late.json());
        memory.comparisons.add(seen(0, early, shared, again));

        // When
        Report report = reconcile(WorldInMemory.request("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "sliding"));

        // Then
        assertThat(report.different()).isEqualTo(2);
    }

    @Test
    void shouldTellTheEventsOfWrongRows() throws Exception {
        // Given: more rows than events are told of, the first of them the rest of the groups
        List<Difference> differences = new ArrayList<>();
        differences.add(difference(FROM, "row 0", GroupKey.OTHER, "a"));
        for (int hour = 1; hour < 24; hour++) {
            differences.add(difference(FROM + hour * HOUR, "row " + hour, new GroupKey(new byte[] {1, 2}), "a"));
        }
        memory.comparisons.add(seen(11, differences.toArray(Difference[]::new)));
        memory.comparisons.add(seen(0, differences.toArray(Difference[]::new)));

        // When
        Report report = reconcile();

        // Then: what _other counts is not looked for
        assertThat(report.differences()).hasSize(24);
        assertThat(report.differences().subList(1, 20))
                .allSatisfy(row -> assertThat(row.events().orElseThrow()).hasSize(1));
        assertThat(report.differences().get(0).events()).isEmpty();
        assertThat(report.differences().subList(20, 24))
                .allSatisfy(row -> assertThat(row.events()).isEmpty());
        assertThat(memory.sought).singleElement().satisfies(rows -> {
            assertThat(rows).hasSize(19);
            assertThat(rows.get(18).target()).isEqualTo(18);
            assertThat(rows.get(18).start()).isEqualTo(FROM + 19 * HOUR);
            assertThat(rows.get(18).end()).isEqualTo(FROM + 20 * HOUR);
            assertThat(rows.get(18).group()).containsExactly(1, 2);
        });
        assertThat(report.differences().get(1).json()).isEqualTo("""
                {"result":"different","computed":"a","events":[{"time":"2026-03-01T01:00:00Z",\
                "id":"00000000-0000-0001-0000-000000000002","partition":1,"offset":42,"appended":"2026-03-01T02:00:00Z"}]}\
                """);
        assertThat(memory.find("acme", new UUID(0x1000, 1)).orElseThrow().differences())
                .hasSize(20)
                .element(1)
                .asString()
                .contains("\"events\":[");
    }

    @Test
    void shouldCountWhatItFoundByRollupOnce() throws Exception {
        // Given: a run before, and another that counts at the same moment
        Proof before = new Proof("acme", "shop", "hourly", 100, 5, new UUID(0x1000, 98));
        Proof beside = new Proof("acme", "shop", "hourly", 130, 5, new UUID(0x1000, 99));
        memory.proofs.put(HOURLY, before);
        memory.duringProof = () -> {
            memory.duringProof = () -> {};
            memory.proofs.put(HOURLY, beside);
        };
        memory.comparisons.add(seen(11, difference(FROM, "a"), difference(FROM + HOUR, "b")));
        memory.comparisons.add(seen(0, difference(FROM, "a"), difference(FROM + HOUR, "c")));
        memory.comparisons.add(seen(1));

        // When
        Report report = reconcile();

        // Then
        assertThat(report.rollups()).containsExactly(Map.entry("hourly", new Report.Proved(12, 1)));
        Proof proof = new Proof("acme", "shop", "hourly", 142, 6, new UUID(0x1000, 1));
        assertThat(memory.proofs).containsExactly(Map.entry(HOURLY, proof));

        // When: the same run once more, since it did not hear that it had counted
        ProofCount.add(memory, HOURLY, new UUID(0x1000, 1), new Report.Proved(12, 1));

        // Then
        assertThat(memory.proofs).containsExactly(Map.entry(HOURLY, proof));
    }

    @Test
    void shouldNotLookForEventsWhereAllIsEqual() throws Exception {
        // Given
        memory.comparisons.add(seen(12));

        // When
        Report report = reconcile();

        // Then
        assertThat(report.differences()).isEmpty();
        assertThat(memory.sought).isEmpty();
    }

    @Test
    void shouldNotCallARowWrongForWhichEventsKeepComing() throws Exception {
        // Given
        for (String computed : List.of("a", "b", "c", "d", "e")) {
            memory.comparisons.add(seen(11, difference(FROM, computed)));
        }

        // When
        Report report = reconcile();

        // Then
        assertThat(report.different()).isZero();
        assertThat(report.moving()).isEqualTo(1);
        assertThat(report.equal()).isEqualTo(11);
        assertThat(memory.comparisons).isEmpty();
    }

    @Test
    void shouldBeEqualOnceWhatWasOnItsWayHasCome() throws Exception {
        // Given
        memory.comparisons.add(seen(11, difference(FROM, "a")));
        memory.comparisons.add(seen(1));

        // When
        Report report = reconcile();

        // Then
        assertThat(report.equal()).isEqualTo(12);
        assertThat(report.different()).isZero();
        assertThat(report.moving()).isZero();
    }
}
