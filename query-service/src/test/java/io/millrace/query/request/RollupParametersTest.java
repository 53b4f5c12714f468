package io.millrace.query.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.measure.Measure;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.value.Value;
import io.millrace.query.data.Gpon;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RollupParametersTest {
    private static final String FROM = "2019-08-01T03:35:00Z";
    private static final String TO = "2019-08-01T04:00:00Z";

    private final ActivePipeline pipeline = Gpon.pipeline();

    @Test
    void shouldReadEveryParameter() {
        // When
        RollupQuery query = parse(
                "from",
                FROM,
                "to",
                TO,
                "where",
                "province:HKD",
                "measures",
                "samples,readings",
                "limit",
                "7",
                "integers",
                "string");

        // Then
        assertThat(query.from()).isEqualTo(Instant.parse(FROM).toEpochMilli());
        assertThat(query.to()).isEqualTo(Instant.parse(TO).toEpochMilli());
        assertThat(query.askedMeasures()).extracting(Measure::name).containsExactly("samples", "readings");
        assertThat(query.limit()).isEqualTo(7);
        assertThat(query.integersAsText()).isTrue();
        assertThat(query.granularity()).isEqualTo("5m");
        assertThat(query.start()).isEqualTo(Position.before(query.from()));
        assertThat(query.filter().matches(Gpon.group("HKD", 1))).isTrue();
        assertThat(query.filter().matches(Gpon.group("HKE", 1))).isFalse();
    }

    @Test
    void shouldHaveDefaults() {
        // When
        RollupQuery query = parse("from", FROM, "to", TO);

        // Then
        assertThat(query.askedMeasures()).extracting(Measure::name).containsExactly("readings", "samples");
        assertThat(query.limit()).isEqualTo(1_000);
        assertThat(query.integersAsText()).isFalse();
        assertThat(query.filter().matches(Gpon.group(Value.MISSING, Value.MISSING)))
                .isTrue();
    }

    @Test
    void shouldReportEverythingThatIsWrongAtOnce() {
        // When
        List<RequestProblem> problems = problems(
                "to",
                "2019-08-01T03:36:00Z",
                "wher",
                "province:HKD",
                "granularity",
                "7m",
                "where",
                "provinze:HKD",
                "where",
                "HKD",
                "where",
                "port:x",
                "whereNull",
                "prt",
                "measures",
                "reading,samples,samples",
                "limit",
                "0",
                "cursor",
                "abc",
                "integers",
                "number");

        // Then
        assertThat(problems)
                .extracting(RequestProblem::path)
                .containsExactlyInAnyOrder(
                        "from",
                        "to",
                        "wher",
                        "granularity",
                        "where[0]",
                        "where[1]",
                        "where[2]",
                        "whereNull[0]",
                        "measures[0]",
                        "measures[2]",
                        "limit",
                        "cursor",
                        "integers");
        assertThat(problems).allSatisfy(problem -> {
            assertThat(problem.message()).isNotBlank();
            assertThat(problem.hint()).isNotBlank();
        });
    }

    @Test
    void shouldSuggestTheParameterThatWasMeant() {
        RequestProblem problem = onlyProblem("from", FROM, "to", TO, "wherenull", "port");

        assertThat(problem.path()).isEqualTo("wherenull");
        assertThat(problem.message()).isEqualTo("no such parameter");
        assertThat(problem.hint()).isEqualTo("did you mean 'whereNull'?");
        assertThat(onlyProblem("from", FROM, "to", TO, "where", "rack:1").hint())
                .isEqualTo("known: province, port");
        assertThat(onlyProblem("from", FROM, "to", TO, "colour", "red").hint())
                .isEqualTo("known: " + String.join(", ", RollupParameters.KNOWN));
    }

    @Test
    void shouldNameTheNearestWindowStarts() {
        RequestProblem problem = onlyProblem("from", "2019-08-01T03:36:10.5Z", "to", TO);

        assertThat(problem.path()).isEqualTo("from");
        assertThat(problem.hint()).isEqualTo("nearest: 2019-08-01T03:35:00Z or 2019-08-01T03:40:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2019-08-01T03:35:00.000000001Z",
                "2019-08-01T03:35",
                "2019-08-01",
                "yesterday",
                "",
                "2019-02-30T00:00:00Z",
                "1564630500000"
            })
    void shouldRefuseATimeThatIsNone(String text) {
        assertThat(onlyProblem("from", text, "to", TO).path()).isEqualTo("from");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2019-08-01T03:35:00Z",
                "2019-08-01t03:35:00z",
                "2019-08-01T03:35:00.000Z",
                "2019-08-01T11:35:00+08:00"
            })
    void shouldAcceptEveryFormOfATime(String text) {
        assertThat(parse("from", text, "to", TO).from())
                .isEqualTo(Instant.parse(FROM).toEpochMilli());
    }

    @Test
    void shouldSayThatAPlusGotLost() {
        assertThat(onlyProblem("from", "2019-08-01T11:35:00 08:00", "to", TO).hint())
                .contains("%2B");
    }

    @Test
    void shouldRefuseAnIntervalOfNothing() {
        assertThat(onlyProblem("from", FROM, "to", FROM).path()).isEqualTo("to");
        assertThat(onlyProblem("from", TO, "to", FROM).path()).isEqualTo("to");
    }

    @Test
    void shouldRefuseWhatIsGivenTwice() {
        assertThat(onlyProblem("from", FROM, "from", FROM, "to", TO).message()).isEqualTo("given 2 times");
        assertThat(onlyProblem("from", FROM, "to", TO, "limit", "1", "limit", "1")
                        .path())
                .isEqualTo("limit");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "10000,10000", "999,999"})
    void shouldAcceptALimit(String text, int limit) {
        assertThat(parse("from", FROM, "to", TO, "limit", text).limit()).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10001", "-1", "1e3", "99999999999", "", "+5"})
    void shouldRefuseALimitThatIsNone(String text) {
        assertThat(onlyProblem("from", FROM, "to", TO, "limit", text).path()).isEqualTo("limit");
    }

    @Test
    void shouldOrValuesOfADimensionAndAndDimensions() {
        // When
        DimensionFilter filter = parse(
                        "from",
                        FROM,
                        "to",
                        TO,
                        "where",
                        "province:HKD",
                        "where",
                        "province:SZX",
                        "whereNull",
                        "province",
                        "where",
                        "port:7")
                .filter();

        // Then
        assertThat(filter.matches(Gpon.group("HKD", 7))).isTrue();
        assertThat(filter.matches(Gpon.group("SZX", 7))).isTrue();
        assertThat(filter.matches(Gpon.group(Value.MISSING, new Value.Whole(7))))
                .isTrue();
        assertThat(filter.matches(Gpon.group("HKD", 8))).isFalse();
        assertThat(filter.matches(Gpon.group("CAN", 7))).isFalse();
        assertThat(filter.matches(Gpon.group("", 7))).isFalse();
        assertThat(filter.groups(3).orElseThrow())
                .containsExactlyInAnyOrder(
                        Gpon.group("HKD", 7), Gpon.group("SZX", 7), Gpon.group(Value.MISSING, new Value.Whole(7)));
        assertThat(filter.groups(2)).isEmpty();
    }

    @Test
    void shouldSplitAConditionAtTheFirstColon() {
        DimensionFilter filter =
                parse("from", FROM, "to", TO, "where", "province:a:b").filter();

        assertThat(filter.matches(Gpon.group("a:b", 1))).isTrue();
        assertThat(filter.matches(Gpon.group("a", 1))).isFalse();
    }

    @Test
    void shouldTellTheEmptyStringFromNoValue() {
        DimensionFilter filter =
                parse("from", FROM, "to", TO, "where", "province:").filter();

        assertThat(filter.matches(Gpon.group("", 1))).isTrue();
        assertThat(filter.matches(Gpon.group(Value.MISSING, new Value.Whole(1))))
                .isFalse();
    }

    @Test
    void shouldRefuseMoreValuesThanAreSensible() {
        // Given
        List<String> given = new ArrayList<>(List.of("from", FROM, "to", TO));
        IntStream.rangeClosed(0, 1_000).forEach(value -> given.addAll(List.of("where", "port:" + value)));

        // When
        RequestProblem problem = onlyProblem(given.toArray(String[]::new));

        // Then
        assertThat(problem.path()).isEqualTo("where");
    }

    @Test
    void shouldContinueAtACursor() {
        // Given
        RollupQuery first = parse("from", FROM, "to", TO, "where", "port:1", "where", "port:2");
        Position position = Position.after(first.from(), Gpon.group("HKD", 7));

        // When: the same question in other words
        RollupQuery next = parse(
                "to",
                "2019-08-01T12:00:00+08:00",
                "where",
                "port:2",
                "where",
                "port:1",
                "from",
                FROM,
                "cursor",
                first.cursorAt(position));

        // Then
        assertThat(next.start()).isEqualTo(position);
        assertThat(next.cursorAt(position)).isEqualTo(first.cursorAt(position));
    }

    @ParameterizedTest
    @CsvSource({
        "from,2019-08-01T03:40:00Z",
        "to,2019-08-01T04:05:00Z",
        "where,port:3",
        "whereNull,port",
        "measures,readings",
        "limit,5",
        "integers,string"
    })
    void shouldRefuseACursorOfOtherParameters(String name, String value) {
        // Given
        RollupQuery first = parse("from", FROM, "to", TO, "where", "port:1");
        String cursor = first.cursorAt(Position.before(first.from()));
        Map<String, List<String>> changed = given("from", FROM, "to", TO, "where", "port:1", "cursor", cursor);
        changed.put(name, List.of(value));

        // When
        RequestProblem problem = problemsOf(changed).get(0);

        // Then
        assertThat(problem.path()).isEqualTo("cursor");
        assertThat(problem.message()).isEqualTo("belongs to other parameters");
    }

    @Test
    void shouldRefuseACursorOfAnotherGeneration() {
        // Given
        RollupQuery first = parse("from", FROM, "to", TO);
        String cursor = first.cursorAt(Position.before(first.from()));
        ActivePipeline recomputed = Gpon.pipeline(2, new RollupLayout(12 * Gpon.WINDOW, 4));

        // Then
        assertThatThrownBy(() -> RollupParameters.parse(
                        recomputed, Gpon.ROLLUP, given("from", FROM, "to", TO, "cursor", cursor)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("generation 2");
    }

    @Test
    void shouldRefuseACursorThatPointsOutOfTheInterval() {
        RollupQuery first = parse("from", FROM, "to", TO);

        assertThat(onlyProblem("from", FROM, "to", TO, "cursor", first.cursorAt(Position.before(first.from() - 1)))
                        .path())
                .isEqualTo("cursor");
        assertThat(onlyProblem("from", FROM, "to", TO, "cursor", first.cursorAt(Position.before(first.to())))
                        .path())
                .isEqualTo("cursor");
    }

    @Test
    void shouldRefuseParametersWhereThereAreNone() {
        RollupParameters.parseNone(Map.of());

        assertThatThrownBy(() -> RollupParameters.parseNone(Map.of("limit", List.of("1"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("limit");
    }

    private RollupQuery parse(String... given) {
        return RollupParameters.parse(pipeline, Gpon.ROLLUP, given(given));
    }

    private List<RequestProblem> problems(String... given) {
        return problemsOf(given(given));
    }

    private List<RequestProblem> problemsOf(Map<String, List<String>> given) {
        InvalidRequestException thrown = catchThrowableOfType(
                InvalidRequestException.class, () -> RollupParameters.parse(pipeline, Gpon.ROLLUP, given));
        assertThat(thrown).isNotNull();
        return thrown.problems();
    }

    private RequestProblem onlyProblem(String... given) {
        List<RequestProblem> problems = problems(given);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    private static Map<String, List<String>> given(String... namesAndValues) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            given.computeIfAbsent(namesAndValues[index], name -> new ArrayList<>())
                    .add(namesAndValues[index + 1]);
        }
        return given;
    }
}
