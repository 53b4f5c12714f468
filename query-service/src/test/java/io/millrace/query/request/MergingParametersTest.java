package io.millrace.query.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.value.Value;
import io.millrace.query.data.Gpon;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What windows and groups are merged into, and the order that is asked for. */
class MergingParametersTest {
    private static final String FROM = "2019-08-01T03:00:00Z";
    private static final String TO = "2019-08-01T05:00:00Z";

    private final ActivePipeline pipeline = Gpon.pipeline();

    private static ActivePipeline of(WindowDefinition window) {
        return Gpon.pipeline(window, new RollupLayout(3_600_000, 2));
    }

    private static Map<String, List<String>> given(String... namesAndValues) {
        Map<String, List<String>> given = new HashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            given.computeIfAbsent(namesAndValues[index], name -> new ArrayList<>())
                    .add(namesAndValues[index + 1]);
        }
        return given;
    }

    private RollupQuery parse(String... given) {
        return RollupParameters.parse(pipeline, Gpon.ROLLUP, given(given));
    }

    private static List<RequestProblem> problems(ActivePipeline pipeline, Map<String, List<String>> given) {
        InvalidRequestException thrown = catchThrowableOfType(
                InvalidRequestException.class, () -> RollupParameters.parse(pipeline, Gpon.ROLLUP, given));
        assertThat(thrown).as("a problem").isNotNull();
        return thrown.problems();
    }

    /** The windows of an interval, as {@code start..end}. */
    private static List<String> windows(RollupQuery query) {
        CoarseWindows windows = query.windows().orElseThrow();
        List<String> texts = new ArrayList<>();
        for (long start = query.from(); start < query.to(); start = windows.endOf(start)) {
            assertThat(windows.startOf(start)).isEqualTo(start);
            assertThat(windows.startOf(windows.endOf(start) - 1)).isEqualTo(start);
            texts.add(Instant.ofEpochMilli(start) + ".." + Instant.ofEpochMilli(windows.endOf(start)));
        }
        return texts;
    }

    @Test
    void shouldMergeIntoWindowsOfOneLength() {
        // When
        RollupQuery query = parse("from", FROM, "to", TO, "granularity", "60m");

        // Then
        assertThat(query.granularity()).isEqualTo("1h");
        assertThat(windows(query)).containsExactly(FROM + "..2019-08-01T04:00:00Z", "2019-08-01T04:00:00Z.." + TO);
    }

    @Test
    void shouldMergeIntoOne() {
        // When
        RollupQuery query = parse("from", "2019-08-01T03:05:00Z", "to", "2019-08-09T00:55:00Z", "granularity", "all");

        // Then
        assertThat(query.granularity()).isEqualTo("all");
        assertThat(windows(query)).containsExactly("2019-08-01T03:05:00Z..2019-08-09T00:55:00Z");
    }

    @Test
    void shouldLeaveTheRollupsOwnWindows() {
        assertThat(parse("from", FROM, "to", TO, "granularity", "5m").windows()).isEmpty();
        assertThat(parse("from", FROM, "to", TO).windows()).isEmpty();
        RollupQuery hopping = RollupParameters.parse(
                of(new WindowDefinition.Hopping(Duration.ofHours(1), Duration.ofMinutes(5), Duration.ZERO)),
                Gpon.ROLLUP,
                given("from", FROM, "to", TO, "granularity", "1h"));
        assertThat(hopping.windows()).isEmpty();
        assertThat(hopping.granularity()).isEqualTo("1h");
    }

    @Test
    void shouldKeepTheOffsetOfTheRollupsWindows() {
        // When
        RollupQuery query = RollupParameters.parse(
                of(new WindowDefinition.Tumbling(Duration.ofMinutes(5), Duration.ofMinutes(2))),
                Gpon.ROLLUP,
                given("from", "2019-08-01T03:02:00Z", "to", "2019-08-01T04:02:00Z", "granularity", "1h"));

        // Then
        assertThat(windows(query)).containsExactly("2019-08-01T03:02:00Z..2019-08-01T04:02:00Z");
    }

    @Test
    void shouldKnowDaysWhoseClocksAreChanged() {
        // When: winter time begins on the second
        RollupQuery query = parse(
                "from",
                "2019-10-25T22:00:00Z",
                "to",
                "2019-10-28T23:00:00Z",
                "granularity",
                "1d",
                "zone",
                "Europe/Madrid");

        // Then
        assertThat(query.granularity()).isEqualTo("1d");
        assertThat(windows(query))
                .containsExactly(
                        "2019-10-25T22:00:00Z..2019-10-26T22:00:00Z",
                        "2019-10-26T22:00:00Z..2019-10-27T23:00:00Z",
                        "2019-10-27T23:00:00Z..2019-10-28T23:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "1w,  UTC,           2019-07-29T00:00:00Z, 2019-08-12T00:00:00Z, 2019-08-05T00:00:00Z",
        "1mo, UTC,           2020-01-01T00:00:00Z, 2020-03-01T00:00:00Z, 2020-02-01T00:00:00Z",
        "1mo, Asia/Kolkata,  2019-07-31T18:30:00Z, 2019-09-30T18:30:00Z, 2019-08-31T18:30:00Z",
    })
    void shouldMergeIntoWeeksFromMondayAndMonths(
            String granularity, String zone, String from, String to, String between) {
        assertThat(windows(parse("from", from, "to", to, "granularity", granularity, "zone", zone)))
                .containsExactly(from + ".." + between, between + ".." + to);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "granularity | 7m        | granularity | not a multiple of the rollup's windows of 5m",
                "granularity | 1m        | granularity | not a multiple of the rollup's windows of 5m",
                "granularity | 0s        | granularity | no length",
                "granularity | hour      | granularity | not a duration",
                "granularity | ''        | granularity | not a duration",
                "granularity | 1d        | from        | not a start of windows of 1d",
                "granularity | 2h        | from        | not a start of windows of 2h",
                "granularity | 1mo       | from        | not a start of windows of 1mo",
                "zone        | UTC       | zone        | only with granularity",
                "zone        | Nowhere   | zone        | not a zone",
                "groupBy     | provinze  | groupBy[0]  | no dimension 'provinze'",
                "groupBy     | port,port | groupBy[1]  | a second time",
                "groupBy     | port,     | groupBy[1]  | no dimension ''",
                "orderBy     | reading   | orderBy     | no measure 'reading'",
                "orderBy     | -         | orderBy     | no measure ''",
                "orderBy     | port      | orderBy     | no measure 'port'",
                "limitBy     | window    | limitBy     | only with orderBy",
                "limitBy     | province  | limitBy     | nothing to limit by",
            })
    void shouldSayWhatIsWrong(String name, String value, String path, String message) {
        // When
        List<RequestProblem> problems = problems(pipeline, given("from", FROM, "to", TO, name, value));

        // Then
        assertThat(problems.get(0).path()).isEqualTo(path);
        assertThat(problems.get(0).message()).contains(message);
        assertThat(problems).allSatisfy(problem -> assertThat(problem.hint()).isNotBlank());
    }

    @Test
    void shouldNameTheNearestStartsOfCoarserWindows() {
        // When
        List<RequestProblem> problems =
                problems(pipeline, given("from", FROM, "to", "2019-08-02T00:05:00Z", "granularity", "1d"));

        // Then
        assertThat(problems)
                .extracting(RequestProblem::hint)
                .containsExactly(
                        "nearest: 2019-08-01T00:00:00Z or 2019-08-02T00:00:00Z",
                        "nearest: 2019-08-02T00:00:00Z or 2019-08-03T00:00:00Z");
    }

    @Test
    void shouldRefuseDaysThatBeginWithinAWindow() {
        // When
        List<RequestProblem> problems = problems(
                of(new WindowDefinition.Tumbling(Duration.ofHours(1), Duration.ZERO)),
                given("from", FROM, "to", TO, "granularity", "1d", "zone", "Asia/Kolkata"));

        // Then
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo("granularity");
            assertThat(problem.message()).contains("reaches over 2019-07-31T18:30:00Z");
        });
    }

    @Test
    void shouldRefuseMoreDaysThanAnyoneReads() {
        assertThat(problems(
                                pipeline,
                                given(
                                        "from",
                                        "1970-01-01T00:00:00Z",
                                        "to",
                                        "2019-08-01T00:00:00Z",
                                        "granularity",
                                        "1d",
                                        "zone",
                                        "UTC"))
                        .get(0)
                        .message())
                .contains("more than 10000 windows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"granularity", "groupBy"})
    void shouldNotMergeSessions(String name) {
        // When
        List<RequestProblem> problems = problems(
                of(new WindowDefinition.Session(Duration.ofMinutes(1))),
                given("from", FROM, "to", TO, name, name.equals("groupBy") ? "port" : "1h"));

        // Then
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(name);
            assertThat(problem.message()).contains("sessions");
        });
    }

    @Test
    void shouldKeepTheDimensionsThatAreNamedInTheirOrder() {
        // Given
        GroupProjection swapped =
                parse("from", FROM, "to", TO, "groupBy", "port,province").groups();
        GroupProjection ports = parse("from", FROM, "to", TO, "groupBy", "port").groups();

        // Then
        assertThat(swapped.codec().names()).containsExactly("port", "province");
        assertThat(swapped.codec().decode(swapped.of(Gpon.group("HKD", 7))))
                .containsExactly(new Value.Whole(7), new Value.Text("HKD"));
        assertThat(ports.of(Gpon.group("HKD", 7))).isEqualTo(ports.of(Gpon.group("GD", 7)));
        assertThat(ports.of(Gpon.group(Value.MISSING, Value.MISSING)))
                .isNotEqualTo(ports.of(Gpon.group(Value.MISSING, new Value.Whole(0))));
        assertThat(ports.of(GroupKey.OTHER)).isEqualTo(GroupKey.OTHER);
        assertThat(parse("from", FROM, "to", TO, "groupBy", "province,port")
                        .groups()
                        .keepsAll())
                .isTrue();
    }

    @Test
    void shouldMakeOneGroupOfAll() {
        // Given
        GroupProjection total = parse("from", FROM, "to", TO, "groupBy", "").groups();

        // Then
        assertThat(total.codec().names()).isEmpty();
        assertThat(total.of(Gpon.group("HKD", 7))).isEqualTo(new GroupKey(new byte[0]));
        assertThat(total.of(GroupKey.OTHER)).isEqualTo(new GroupKey(new byte[0]));
    }

    @Test
    void shouldReadAnOrder() {
        assertThat(parse("from", FROM, "to", TO, "orderBy", "-samples", "limitBy", "window")
                        .order())
                .contains(new RowOrder("samples", true, true));
        assertThat(parse("from", FROM, "to", TO, "orderBy", "events", "measures", "samples")
                        .order())
                .contains(new RowOrder("events", false, false));
    }

    @Test
    void shouldHaveNoPagesOfWhatIsOrdered() {
        // Given
        RollupQuery query = parse("from", FROM, "to", TO);
        String cursor = query.cursorAt(Position.before(query.from()));

        // Then
        assertThat(problems(pipeline, given("from", FROM, "to", TO, "orderBy", "samples", "cursor", cursor)))
                .extracting(RequestProblem::path)
                .contains("cursor");
    }

    @ParameterizedTest
    @CsvSource({"granularity, 2h", "granularity, all", "groupBy, port", "groupBy, ''"})
    void shouldBindACursorToWhatIsMerged(String name, String value) {
        // Given
        RollupQuery query = parse("from", "2019-08-01T02:00:00Z", "to", "2019-08-01T06:00:00Z", name, value);
        String cursor = query.cursorAt(Position.before(query.from()));

        // Then
        assertThat(problems(
                        pipeline,
                        given("from", "2019-08-01T02:00:00Z", "to", "2019-08-01T06:00:00Z", "cursor", cursor)))
                .extracting(RequestProblem::path)
                .containsExactly("cursor");
        assertThat(Optional.of(parse(
                                "from",
                                "2019-08-01T02:00:00Z",
                                "to",
                                "2019-08-01T06:00:00Z",
                                name,
                                value,
                                "cursor",
                                cursor))
                        .map(RollupQuery::start))
                .contains(Position.before(query.from()));
    }
}
