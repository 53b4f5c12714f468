package io.millrace.query.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.value.Value;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.StoredRows;
import io.millrace.query.request.RollupParameters;
import io.millrace.query.request.RollupQuery;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows in the order of a measure. */
class OrderedRowsTest {
    private static final Instant FROM = Instant.parse("2019-08-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2019-08-01T06:00:00Z");
    private static final Instant NEXT = FROM.plusMillis(Gpon.WINDOW);
    private static final ReadMeter NO_METER = (slices, scanned, answered) -> {};

    private static final List<RollupRow> STORED = List.of(
            Gpon.row(FROM, Gpon.group("A", 1), 0, 5),
            Gpon.row(FROM, Gpon.group("B", 1), 0, 4),
            Gpon.row(FROM, Gpon.group("B", 1), 7, 3),
            Gpon.row(FROM, Gpon.group("C", 1), 0, 6),
            Gpon.row(NEXT, Gpon.group("A", 1), 0, 7),
            Gpon.row(NEXT, Gpon.group("C", 1), 0, 1));

    private static RollupPage read(List<RollupRow> stored, ActivePipeline pipeline, int partitions, String... given) {
        Map<String, List<String>> parameters =
                new HashMap<>(Map.of("from", List.of(FROM.toString()), "to", List.of(TO.toString())));
        for (int index = 0; index < given.length; index += 2) {
            parameters.put(given[index], List.of(given[index + 1]));
        }
        RollupQuery query = RollupParameters.parse(pipeline, Gpon.ROLLUP, parameters);
        return new RollupReader(
                        new StoredRows(stored), new ReadLimits(partitions, 4, 16, Duration.ofSeconds(10)), NO_METER)
                .read(query, Long.MAX_VALUE);
    }

    /** As {@code minutes from the start, group, events}. */
    private static List<String> rows(RollupPage page, ActivePipeline pipeline) {
        assertThat(page.next()).isEmpty();
        return page.rows().stream()
                .map(row -> (row.windowStart() - FROM.toEpochMilli()) / 60_000 + " " + name(row.group()) + " "
                        + row.merged(pipeline.rollup(Gpon.ROLLUP).orElseThrow().plan())
                                .events())
                .toList();
    }

    private static String name(GroupKey group) {
        return Stream.of("A", "B", "C")
                .filter(province -> Gpon.group(province, 1).equals(group))
                .findFirst()
                .orElse("?");
    }

    private static List<String> rows(String... given) {
        return rows(read(STORED, Gpon.pipeline(), 1_000, given), Gpon.pipeline());
    }

    @Test
    void shouldOrderByAMeasureOfWholeRows() {
        assertThat(rows("orderBy", "-readings")).containsExactly("0 B 7", "5 A 7", "0 C 6", "0 A 5", "5 C 1");
        assertThat(rows("orderBy", "samples")).containsExactly("5 C 1", "0 A 5", "0 C 6", "0 B 7", "5 A 7");
    }

    @Test
    void shouldAnswerOnlyTheFirst() {
        assertThat(rows("orderBy", "-events", "limit", "2")).containsExactly("0 B 7", "5 A 7");
        assertThat(rows("orderBy", "-events", "limit", "2", "where", "province:C"))
                .containsExactly("0 C 6", "5 C 1");
    }

    @Test
    void shouldAnswerTheFirstOfEachWindow() {
        assertThat(rows("orderBy", "-events", "limit", "2", "limitBy", "window"))
                .containsExactly("0 B 7", "0 C 6", "5 A 7", "5 C 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000})
    void shouldOrderWhatIsMerged(int partitions) {
        // When
        RollupPage page =
                read(STORED, Gpon.pipeline(), partitions, "orderBy", "-events", "limit", "2", "granularity", "6h");

        // Then
        assertThat(rows(page, Gpon.pipeline())).containsExactly("0 A 12", "0 B 7");
    }

    @Test
    void shouldOrderHoppingWindows() {
        // Given
        ActivePipeline pipeline = Gpon.pipeline(
                new WindowDefinition.Hopping(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ZERO),
                new RollupLayout(1_800_000, 2));
        List<RollupRow> stored = STORED.stream()
                .map(row -> Gpon.row(
                        pipeline.rollup(Gpon.ROLLUP).orElseThrow(),
                        row.key().windowStart(),
                        row.key().group(),
                        Math.toIntExact(row.key().part()),
                        row.events()))
                .toList();

        // Then
        assertThat(rows(read(stored, pipeline, 1_000, "orderBy", "-events", "limit", "3"), pipeline))
                .containsExactly("0 A 12", "0 B 7", "0 C 7");
    }

    @Test
    void shouldGoOnToTheEndOfTheInterval() {
        // Given: a row in the last window, many partitions behind the first
        Instant last = TO.minusMillis(Gpon.WINDOW);
        List<RollupRow> stored =
                List.of(Gpon.row(FROM, Gpon.group("A", 1), 0, 1), Gpon.row(last, Gpon.group("B", 1), 0, 2));

        // Then
        assertThat(rows(read(stored, Gpon.pipeline(), 1, "orderBy", "-events"), Gpon.pipeline()))
                .containsExactly("355 B 2", "0 A 1");
    }

    @Test
    void shouldRefuseMoreRowsOfWindowsThanAnAnswerHas() {
        // Given: ten rows in each of more than a thousand windows
        Instant to = FROM.plusMillis(1_001 * Gpon.WINDOW);
        List<RollupRow> stored = new ArrayList<>();
        for (long start : Gpon.windows(FROM, to)) {
            IntStream.range(0, 10)
                    .forEach(port -> stored.add(Gpon.row(Gpon.rollup(), start, Gpon.group("A", port), 0, 1)));
        }

        // Then
        assertThatThrownBy(() -> read(
                        stored, Gpon.pipeline(), 1_000, "to", to.toString(), "orderBy", "events", "limitBy", "window"))
                .isInstanceOf(TooMuchAskedException.class)
                .hasMessageContaining("10000");
    }

    @Test
    void shouldCompareValuesOfAMeasureExactly() {
        // Given
        List<Value> ascending = List.of(
                new Value.Real(-0.5),
                new Value.Whole(3),
                new Value.Exact(new BigDecimal("3.01")),
                new Value.Whole(Long.MAX_VALUE),
                new Value.BigWhole(BigInteger.ONE.shiftLeft(63)));
        List<Value> withNone = new ArrayList<>(ascending);
        withNone.add(0, Value.MISSING);

        // Then
        assertThat(withNone.stream().sorted(new ValueOrder(false)).limit(5).toList())
                .isEqualTo(ascending);
        assertThat(withNone.stream().sorted(new ValueOrder(true)).toList())
                .startsWith(new Value.BigWhole(BigInteger.ONE.shiftLeft(63)))
                .endsWith(new Value.Real(-0.5), Value.MISSING);
        assertThat(new ValueOrder(false).compare(new Value.Text("a"), new Value.Text("b")))
                .isNegative();
    }
}
