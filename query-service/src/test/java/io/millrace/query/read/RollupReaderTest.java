package io.millrace.query.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.StoredRows;
import io.millrace.query.read.RowSource.Slice;
import io.millrace.query.request.RollupParameters;
import io.millrace.query.request.RollupQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollupReaderTest {
    private static final Instant FROM = Instant.parse("2019-08-01T03:00:00Z");
    private static final Instant TO = Instant.parse("2019-08-01T06:00:00Z");
    private static final ReadLimits LIMITS = new ReadLimits(1_000, 8, 16, Duration.ofSeconds(10));
    private static final ReadMeter NO_METER = (slices, scanned, answered) -> {};

    private final ActivePipeline pipeline = Gpon.pipeline();

    @Test
    void shouldOrderByWindowThenByGroup() {
        // Given
        StoredRows rows = new StoredRows(List.of(
                Gpon.row(FROM.plusSeconds(300), Gpon.group("AAA", 1), 0, 1),
                Gpon.row(FROM, Gpon.group("HKD", -2), 0, 1),
                Gpon.row(FROM, Gpon.group(Value.MISSING, new Value.Whole(9)), 0, 1),
                Gpon.row(FROM.plus(Duration.ofHours(2)), Gpon.group("AAA", 1), 0, 1),
                Gpon.row(FROM, Gpon.group("HKD", 10), 0, 1),
                Gpon.row(FROM, Gpon.group("HKD", 9), 0, 1)));

        // When
        RollupPage page = read(rows, query());

        // Then
        assertThat(page.rows())
                .extracting(FoundRow::windowStart, FoundRow::group)
                .containsExactly(
                        tuple(FROM.toEpochMilli(), Gpon.group(Value.MISSING, new Value.Whole(9))),
                        tuple(FROM.toEpochMilli(), Gpon.group("HKD", -2)),
                        tuple(FROM.toEpochMilli(), Gpon.group("HKD", 9)),
                        tuple(FROM.toEpochMilli(), Gpon.group("HKD", 10)),
                        tuple(FROM.plusSeconds(300).toEpochMilli(), Gpon.group("AAA", 1)),
                        tuple(FROM.plus(Duration.ofHours(2)).toEpochMilli(), Gpon.group("AAA", 1)));
        assertThat(page.next()).isEmpty();
    }

    @Test
    void shouldMergePartsFromTheirStates() {
        // Given
        GroupKey group = Gpon.group("HKD", 1);
        StoredRows rows = new StoredRows(List.of(
                Gpon.row(FROM, group, 0, 40),
                Gpon.row(FROM, group, 17, 2),
                Gpon.row(FROM, group, 3, 5),
                Gpon.row(FROM.plusSeconds(300), group, 0, 100)));

        // When
        RollupPage page = read(rows, query());

        // Then
        FoundRow first = page.rows().get(0);
        assertThat(page.rows()).hasSize(2);
        assertThat(first.merged(Gpon.rollup().plan()).events()).isEqualTo(47);
        assertThat(first.merged(Gpon.rollup().plan()).finish(0)).isEqualTo(new Value.Whole(47));
        assertThat(first.lateEvents()).isEqualTo(7);
        assertThat(page.rows().get(1).lateEvents()).isZero();
    }

    @Test
    void shouldNeverMergeFinishedNumbers() {
        // Given: means of 2 and 10, whose mean would be 6
        ActiveRollup measured = pipeline.rollup("measured").orElseThrow();
        StoredRows rows = new StoredRows(List.of(Gpon.measured(FROM, 0, 1, 2, 3), Gpon.measured(FROM, 4, 10)));

        // When
        RollupPage page = read(rows, RollupParameters.parse(pipeline, "measured", interval(FROM, TO)));

        // Then
        RollupState merged = page.rows().get(0).merged(measured.plan());
        assertThat(merged.finish(0)).isEqualTo(new Value.Real(4));
        assertThat(JsonText.plain(merged.finish(1))).isEqualTo("36893488147419103228");
    }

    @Test
    void shouldAnswerAWindowThatHasOnlyLateEvents() {
        StoredRows rows = new StoredRows(List.of(Gpon.row(FROM, Gpon.group("HKD", 1), 8, 2)));

        FoundRow row = read(rows, query()).rows().get(0);

        assertThat(row.lateEvents()).isEqualTo(2);
        assertThat(row.merged(Gpon.rollup().plan()).events()).isEqualTo(2);
    }

    @Test
    void shouldAnswerOnlyWindowsThatStartInTheInterval() {
        // Given
        GroupKey group = Gpon.group("HKD", 1);
        StoredRows rows = new StoredRows(List.of(
                Gpon.row(FROM.minusSeconds(300), group, 0, 1),
                Gpon.row(FROM, group, 0, 2),
                Gpon.row(TO.minusSeconds(300), group, 0, 3),
                Gpon.row(TO, group, 0, 4)));

        // When
        RollupPage page = read(rows, query());

        // Then
        assertThat(page.rows())
                .extracting(row -> row.merged(Gpon.rollup().plan()).events())
                .containsExactly(2L, 3L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldGiveTheSameRowsInPagesOfAnySize(long seed) {
        // Given
        Random random = new Random(seed);
        ActivePipeline spread =
                Gpon.pipeline(1, new RollupLayout((1 + random.nextInt(20)) * Gpon.WINDOW, 1 + random.nextInt(5)));
        ActiveRollup rollup = spread.rollup(Gpon.ROLLUP).orElseThrow();
        List<RollupRow> stored = randomRows(rollup, random);
        List<List<String>> filters = List.of(
                List.of(),
                List.of("where", "province:P1"),
                List.of("where", "province:P1", "where", "port:1", "where", "port:2", "whereNull", "port"));
        for (List<String> filter : filters) {
            List<String> expected = expected(stored, query(spread, filter));
            for (int limit : List.of(1, 2, 3, 7, 50, 10_000)) {
                // When: few partitions a page, so that pages also end at buckets
                List<String> found = readAllPages(
                        new StoredRows(stored), spread, concat(filter, limited(limit)), 1 + random.nextInt(9));

                // Then
                assertThat(found)
                        .as("seed %s, limit %s, %s", seed, limit, filter)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldReadNothingButTheGroupsThatAreNamed() {
        // Given
        StoredRows rows = new StoredRows(
                List.of(Gpon.row(FROM, Gpon.group("HKD", 1), 0, 1), Gpon.row(FROM, Gpon.group("HKD", 2), 0, 1)));

        // When
        RollupPage page = read(rows, query(pipeline, List.of("where", "province:HKD", "where", "port:1")));

        // Then
        assertThat(page.rows()).extracting(FoundRow::group).containsExactly(Gpon.group("HKD", 1));
        assertThat(rows.slicesRead()).hasSize(3).allSatisfy(slice -> assertThat(slice.group())
                .contains(Gpon.group("HKD", 1)));
    }

    @Test
    void shouldReadTheOneGroupOfARollupWithoutDimensions() {
        // Given
        ActiveRollup total = pipeline.rollup("total").orElseThrow();
        StoredRows rows =
                new StoredRows(List.of(Gpon.row(total, FROM.toEpochMilli(), new GroupKey(new byte[0]), 0, 5)));

        // When
        RollupQuery query = RollupParameters.parse(pipeline, "total", interval(FROM, TO));
        RollupPage page = read(rows, query);

        // Then
        assertThat(page.rows()).hasSize(1);
        assertThat(rows.slicesRead()).hasSize(3);
    }

    @Test
    void shouldEndAPageThatWouldReadTooManyPartitions() {
        // Given: 24 buckets of 4 partitions, one row in the last
        Instant to = FROM.plus(Duration.ofHours(24));
        StoredRows rows = new StoredRows(List.of(Gpon.row(to.minusSeconds(300), Gpon.group("HKD", 1), 0, 1)));
        RollupReader reader = new RollupReader(rows, new ReadLimits(40, 8, 16, Duration.ofSeconds(10)), NO_METER);
        RollupQuery query = RollupParameters.parse(pipeline, Gpon.ROLLUP, interval(FROM, to));

        // When
        RollupPage page = reader.read(query, Long.MAX_VALUE);

        // Then
        assertThat(page.rows()).isEmpty();
        assertThat(page.next()).isPresent();
        assertThat(rows.slicesRead()).hasSizeBetween(40, 48);
    }

    @Test
    void shouldNotLookBehindTheHorizon() {
        // Given
        StoredRows rows = new StoredRows();
        Instant horizon = FROM.plus(Duration.ofMinutes(61));

        // When
        RollupPage page =
                new RollupReader(rows, LIMITS, NO_METER).read(query(pipeline, List.of()), horizon.toEpochMilli());

        // Then
        assertThat(page.next()).isEmpty();
        assertThat(rows.slicesRead())
                .extracting(slice -> slice.partition().bucket())
                .containsOnly(bucketOf(FROM), bucketOf(FROM) + 1);
        assertThat(rows.slicesRead()).extracting(Slice::to).allMatch(end -> end <= horizon.toEpochMilli());
    }

    @Test
    void shouldReadNothingIfAllIsBehindTheHorizon() {
        StoredRows rows = new StoredRows();

        RollupPage page = new RollupReader(rows, LIMITS, NO_METER).read(query(), FROM.toEpochMilli());

        assertThat(page.rows()).isEmpty();
        assertThat(page.next()).isEmpty();
        assertThat(rows.slicesRead()).isEmpty();
    }

    @Test
    void shouldNotReadOnWhenThePageIsFull() {
        // Given
        StoredRows rows = new StoredRows(IntStream.range(0, 20)
                .mapToObj(port -> Gpon.row(FROM, Gpon.group("HKD", port), 0, 1))
                .toList());

        // When
        read(rows, query(pipeline, limited(10)));

        // Then
        assertThat(rows.slicesRead())
                .extracting(slice -> slice.partition().bucket())
                .containsOnly(bucketOf(FROM));
    }

    @Test
    void shouldKeepReadsInFlightBounded() {
        // Given: four slices, none of which ever ends
        AtomicInteger begun = new AtomicInteger();
        RowSource silent = (slice, receiver) -> {
            begun.incrementAndGet();
            return new CompletableFuture<>();
        };
        ReadLimits three = new ReadLimits(1_000, 3, 16, Duration.ofMillis(20));

        // When
        assertThatThrownBy(() -> new RollupReader(silent, three, NO_METER).read(query(), Long.MAX_VALUE))
                .isInstanceOf(RowsUnavailableException.class);

        // Then
        assertThat(begun.get()).isEqualTo(3);
    }

    @Test
    void shouldFailAsTheSourceDoes() {
        StoredRows rows = new StoredRows();
        rows.failWith(new RowsUnavailableException("Cassandra can't answer now"));

        assertThatThrownBy(() -> read(rows, query()))
                .isInstanceOf(RowsUnavailableException.class)
                .hasMessage("Cassandra can't answer now");
    }

    @Test
    void shouldNotWaitForEver() {
        RowSource silent = (slice, receiver) -> new CompletableFuture<>();
        ReadLimits impatient = new ReadLimits(10, 10, 10, Duration.ofMillis(20));

        assertThatThrownBy(() -> new RollupReader(silent, impatient, NO_METER).read(query(), Long.MAX_VALUE))
                .isInstanceOf(RowsUnavailableException.class)
                .hasMessageContaining("PT0.02S");
    }

    private static long bucketOf(Instant time) {
        return Gpon.rollup().layout().bucketOf(time.toEpochMilli());
    }

    private RollupQuery query() {
        return query(pipeline, List.of());
    }

    private static RollupPage read(RowSource rows, RollupQuery query) {
        return new RollupReader(rows, LIMITS, NO_METER).read(query, Long.MAX_VALUE);
    }

    private static RollupQuery query(ActivePipeline pipeline, List<String> others) {
        Map<String, List<String>> given = interval(FROM, TO);
        for (int index = 0; index < others.size(); index += 2) {
            given.computeIfAbsent(others.get(index), name -> new ArrayList<>()).add(others.get(index + 1));
        }
        return RollupParameters.parse(pipeline, Gpon.ROLLUP, given);
    }

    private static Map<String, List<String>> interval(Instant from, Instant to) {
        return new HashMap<>(Map.of("from", List.of(from.toString()), "to", List.of(to.toString())));
    }

    private static List<String> limited(int limit) {
        return List.of("limit", Integer.toString(limit));
    }

    private static List<String> concat(List<String> left, List<String> right) {
        List<String> both = new ArrayList<>(left);
        both.addAll(right);
        return both;
    }

    private static List<String> readAllPages(
            RowSource rows, ActivePipeline pipeline, List<String> parameters, int partitions) {
        RollupReader reader =
                new RollupReader(rows, new ReadLimits(partitions, 4, 16, Duration.ofSeconds(10)), NO_METER);
        List<String> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            RollupQuery query = query(
                    pipeline,
                    cursor.map(text -> concat(parameters, List.of("cursor", text)))
                            .orElse(parameters));
            RollupPage page = reader.read(query, Long.MAX_VALUE);
            assertThat(page.rows()).hasSizeLessThanOrEqualTo(query.limit());
            page.rows()
                    .forEach(row -> found.add(text(
                            row.windowStart(),
                            row.group(),
                            row.merged(query.rollup().plan()).events(),
                            row.lateEvents())));
            cursor = page.next().map(query::cursorAt);
        } while (cursor.isPresent());
        return found;
    }

    private record Place(long windowStart, GroupKey group) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byWindow = Long.compare(windowStart, other.windowStart);
            return byWindow != 0 ? byWindow : group.compareTo(other.group);
        }
    }

    /** What the pages together must be, found in the plainest way. */
    private static List<String> expected(List<RollupRow> stored, RollupQuery query) {
        Map<Place, List<RollupRow>> rows = stored.stream()
                .filter(row -> row.key().windowStart() >= query.from()
                        && row.key().windowStart() < query.to()
                        && query.filter().matches(row.key().group()))
                .collect(Collectors.groupingBy(
                        row -> new Place(row.key().windowStart(), row.key().group()),
                        TreeMap::new,
                        Collectors.toList()));
        List<String> texts = new ArrayList<>();
        rows.forEach((place, parts) -> texts.add(text(
                place.windowStart(),
                place.group(),
                parts.stream().mapToLong(RollupRow::events).sum(),
                parts.stream()
                        .filter(row -> row.key().part() > 0)
                        .mapToLong(RollupRow::events)
                        .sum())));
        return texts;
    }

    private static String text(long windowStart, GroupKey group, long events, long late) {
        return Instant.ofEpochMilli(windowStart) + " " + group + " " + events + " " + late;
    }

    private static List<RollupRow> randomRows(ActiveRollup rollup, Random random) {
        List<RollupRow> rows = new ArrayList<>();
        for (long windowStart : Gpon.windows(FROM.minusSeconds(3_000), TO.plusSeconds(3_000))) {
            for (int count = random.nextInt(6); count > 0; count--) {
                Value port = random.nextInt(5) == 0 ? Value.MISSING : new Value.Whole(random.nextInt(3));
                GroupKey group = Gpon.group(rollup, List.of(new Value.Text("P" + random.nextInt(3)), port));
                int parts = random.nextInt(4) == 0 ? 3 : 1;
                for (int part = 0; part < parts; part++) {
                    rows.add(Gpon.row(rollup, windowStart, group, part, 1 + random.nextInt(100)));
                }
            }
        }
        // One row a key, as the table has it.
        Map<RollupRow.Key, RollupRow> byKey = new HashMap<>();
        rows.forEach(row -> byKey.put(row.key(), row));
        List<RollupRow> unique = new ArrayList<>(byKey.values());
        Collections.shuffle(unique, random);
        return unique;
    }
}
