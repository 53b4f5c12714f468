package io.millrace.query.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.value.Value;
import io.millrace.model.window.TumblingWindows;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.StoredRows;
import io.millrace.query.request.RollupParameters;
import io.millrace.query.request.RollupQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows and groups that are merged when they are read. */
class MergedRowsTest {
    private static final Instant FROM = Instant.parse("2019-08-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2019-08-01T06:00:00Z");
    private static final ReadMeter NO_METER = (slices, scanned, answered) -> {};

    private record Place(long start, long end, GroupKey group) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byStart = Long.compare(start, other.start);
            return byStart != 0 ? byStart : group.compareTo(other.group);
        }
    }

    private static Map<String, List<String>> given(String... namesAndValues) {
        Map<String, List<String>> given =
                new HashMap<>(Map.of("from", List.of(FROM.toString()), "to", List.of(TO.toString())));
        for (int index = 0; index < namesAndValues.length; index += 2) {
            given.put(namesAndValues[index], List.of(namesAndValues[index + 1]));
        }
        return given;
    }

    private static List<RollupRow> randomRows(ActivePipeline pipeline, Random random) {
        ActiveRollup rollup = pipeline.rollup(Gpon.ROLLUP).orElseThrow();
        List<RollupRow> rows = new ArrayList<>();
        for (long start : Gpon.windows(FROM.minusSeconds(1_500), TO.plusSeconds(1_500))) {
            for (int province = 0; province < 3; province++) {
                GroupKey group = random.nextInt(9) == 0 && province == 0
                        ? GroupKey.OTHER
                        : Gpon.group("P" + province, random.nextInt(3));
                rows.add(Gpon.row(rollup, start, group, 0, 1 + random.nextInt(100)));
                if (random.nextInt(5) == 0) {
                    rows.add(Gpon.row(rollup, start, group, 3, 1 + random.nextInt(100)));
                }
            }
        }
        return rows;
    }

    /** All pages, as {@code start..end group events late}. */
    private static List<String> read(
            List<RollupRow> stored, ActivePipeline pipeline, int partitions, Map<String, List<String>> given) {
        RollupReader reader = new RollupReader(
                new StoredRows(stored), new ReadLimits(partitions, 4, 16, Duration.ofSeconds(10)), NO_METER);
        List<String> found = new ArrayList<>();
        Map<String, List<String>> page = new HashMap<>(given);
        while (true) {
            RollupQuery query = RollupParameters.parse(pipeline, Gpon.ROLLUP, page);
            RollupPage rows = reader.read(query, Long.MAX_VALUE);
            assertThat(rows.rows()).hasSizeLessThanOrEqualTo(query.limit());
            rows.rows()
                    .forEach(row -> found.add(text(
                            new Place(row.windowStart(), row.windowEnd(), row.group()),
                            row.merged(query.rollup().plan()).events(),
                            row.lateEvents())));
            Optional<String> cursor = rows.next().map(query::cursorAt);
            if (cursor.isEmpty()) {
                return found;
            }
            page.put("cursor", List.of(cursor.get()));
        }
    }

    /** The same in the plainest way. */
    private static List<String> expected(
            List<RollupRow> stored, TumblingWindows windows, UnaryOperator<GroupKey> groups) {
        Map<Place, List<RollupRow>> rows = new TreeMap<>();
        for (RollupRow row : stored) {
            long time = row.key().windowStart();
            if (time >= FROM.toEpochMilli() && time < TO.toEpochMilli()) {
                long start = windows.startOf(time);
                Place place = new Place(
                        start, windows.endOf(start), groups.apply(row.key().group()));
                rows.computeIfAbsent(place, key -> new ArrayList<>()).add(row);
            }
        }
        List<String> texts = new ArrayList<>();
        ToLongFunction<RollupRow> late = row -> row.key().isLate() ? row.events() : 0;
        rows.forEach((place, parts) -> texts.add(text(
                place,
                parts.stream().mapToLong(RollupRow::events).sum(),
                parts.stream().mapToLong(late).sum())));
        return texts;
    }

    private static String text(Place place, long events, long late) {
        return Instant.ofEpochMilli(place.start()) + ".." + Instant.ofEpochMilli(place.end()) + " " + place.group()
                + " " + events + " " + late;
    }

    private static GroupKey province(GroupKey group) {
        if (group.isOther()) {
            return group;
        }
        ActiveRollup rollup = Gpon.rollup();
        Value province = rollup.plan().groups().decode(group).get(0);
        return new GroupKey(rollup.plan().groups().encodeValue(0, province));
    }

    private static GroupKey total(GroupKey group) {
        return new GroupKey(new byte[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1000, 1000",
        "2, 1, 1",
        "3, 7, 1",
        "4, 2, 5",
        "5, 1, 1000",
        "6, 3, 3",
    })
    void shouldMergeWindowsAndGroupsInPagesOfAnySize(long seed, int limit, int partitions) {
        // Given
        Random random = new Random(seed);
        RollupLayout layout = new RollupLayout((1 + random.nextInt(50)) * 60_000L, 1 + random.nextInt(4));
        ActivePipeline pipeline =
                Gpon.pipeline(new WindowDefinition.Tumbling(Duration.ofMillis(Gpon.WINDOW), Duration.ZERO), layout);
        List<RollupRow> stored = randomRows(pipeline, random);
        String pages = Integer.toString(limit);
        TumblingWindows hours = new TumblingWindows(3_600_000, 0);
        TumblingWindows own = new TumblingWindows(Gpon.WINDOW, 0);
        TumblingWindows all = new TumblingWindows(
                Duration.between(FROM, TO).toMillis(),
                Math.floorMod(FROM.toEpochMilli(), Duration.between(FROM, TO).toMillis()));

        // Then
        assertThat(read(stored, pipeline, partitions, given("limit", pages, "granularity", "1h")))
                .isEqualTo(expected(stored, hours, UnaryOperator.identity()));
        assertThat(read(stored, pipeline, partitions, given("limit", pages, "groupBy", "province")))
                .isEqualTo(expected(stored, own, MergedRowsTest::province));
        assertThat(read(
                        stored,
                        pipeline,
                        partitions,
                        given("limit", pages, "groupBy", "province", "granularity", "1h", "measures", "samples")))
                .isEqualTo(expected(stored, hours, MergedRowsTest::province));
        assertThat(read(stored, pipeline, partitions, given("limit", pages, "groupBy", "", "granularity", "all")))
                .isEqualTo(expected(stored, all, MergedRowsTest::total))
                .hasSize(1);
    }

    @Test
    void shouldMergeOnlyWhatIsAskedFor() {
        // Given
        List<RollupRow> stored = List.of(
                Gpon.row(FROM, Gpon.group("A", 1), 0, 1),
                Gpon.row(FROM, Gpon.group("A", 2), 0, 10),
                Gpon.row(FROM, Gpon.group("B", 1), 0, 100));

        // Then
        assertThat(read(stored, Gpon.pipeline(), 1_000, given("groupBy", "", "where", "port:1")))
                .containsExactly(text(
                        new Place(FROM.toEpochMilli(), FROM.toEpochMilli() + Gpon.WINDOW, new GroupKey(new byte[0])),
                        101,
                        0));
    }

    @Test
    void shouldMergePanesOfHoppingWindows() {
        // Given
        ActivePipeline pipeline = Gpon.pipeline(
                new WindowDefinition.Hopping(Duration.ofMinutes(15), Duration.ofMinutes(5), Duration.ZERO),
                new RollupLayout(1_800_000, 2));
        List<RollupRow> stored = randomRows(pipeline, new Random(8));

        // Then: half-hours that do not overlap, every event once
        assertThat(read(stored, pipeline, 1, given("limit", "2", "granularity", "30m", "groupBy", "province")))
                .isEqualTo(expected(stored, new TumblingWindows(1_800_000, 0), MergedRowsTest::province));
    }

    @Test
    void shouldMergeGroupsOfHoppingWindows() {
        // Given
        ActivePipeline pipeline = Gpon.pipeline(
                new WindowDefinition.Hopping(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ZERO),
                new RollupLayout(1_800_000, 2));
        ActiveRollup rollup = pipeline.rollup(Gpon.ROLLUP).orElseThrow();
        long start = FROM.toEpochMilli();
        List<RollupRow> stored = List.of(
                Gpon.row(rollup, start, Gpon.group("A", 1), 0, 1),
                Gpon.row(rollup, start + Gpon.WINDOW, Gpon.group("A", 2), 0, 10));

        // Then
        assertThat(read(stored, pipeline, 1_000, given("groupBy", "province")))
                .containsExactly(
                        text(new Place(start, start + 2 * Gpon.WINDOW, province(Gpon.group("A", 1))), 11, 0),
                        text(
                                new Place(start + Gpon.WINDOW, start + 3 * Gpon.WINDOW, province(Gpon.group("A", 1))),
                                10,
                                0));
    }

    @Test
    void shouldMergeMoreThanItHoldsPieceByPiece() {
        // Given: a thousand windows of one group
        Instant to = FROM.plusMillis(1_000 * Gpon.WINDOW);
        List<RollupRow> stored = Gpon.windows(FROM, to).stream()
                .map(start -> Gpon.row(Gpon.rollup(), start, Gpon.group("A", 1), 0, 3))
                .toList();

        // Then
        assertThat(read(stored, Gpon.pipeline(), 1_000, given("to", to.toString(), "granularity", "all")))
                .containsExactly(text(new Place(FROM.toEpochMilli(), to.toEpochMilli(), Gpon.group("A", 1)), 3_000, 0));
    }

    @Test
    void shouldRefuseAWindowThatTakesTooMuchReading() {
        // Given: a century of hours, with four partitions each
        Map<String, List<String>> given = given(
                "from", "1970-01-01T00:00:00Z", "to", "2070-01-01T00:00:00Z", "granularity", "all", "groupBy", "");

        // Then
        assertThatThrownBy(() -> read(List.of(), Gpon.pipeline(), 1_000, given))
                .isInstanceOf(TooMuchAskedException.class)
                .hasMessageContaining("less time");
    }
}
