package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.PipelineDefinition.AlertDefinition;
import io.millrace.model.definition.PipelineDefinition.AlertDefinition.Judge;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertRulesTest {
    private static String alert(String rest) {
        return Definitions.VALID + "alerts: [{name: a, " + rest + "}]\n";
    }

    @Test
    void shouldReadAnAlertAndItsDefaults() {
        // When
        PipelineDefinition definition = DefinitionReader.read(Definitions.VALID + """
                alerts:
                  - {name: saturated, rollup: province_5m, when: "avg_in > 1.0e9 && events > 3"}
                  - {name: silent, rollup: province_5m, when: "readings == 0", forWindows: 3, judge: end, delay: 1m}
                """);

        // Then
        assertThat(definition.alerts())
                .containsExactly(
                        new AlertDefinition(
                                "saturated",
                                "province_5m",
                                "avg_in > 1.0e9 && events > 3",
                                1,
                                Judge.CHANGE,
                                Duration.ofSeconds(10)),
                        new AlertDefinition(
                                "silent", "province_5m", "readings == 0", 3, Judge.END, Duration.ofMinutes(1)));
    }

    @Test
    void shouldTakeADurationForAsManyWindowsAndWriteBothAlike() {
        // Given
        PipelineDefinition windows =
                DefinitionReader.read(alert("rollup: province_5m, when: events > 1, forWindows: 6"));
        PipelineDefinition duration = DefinitionReader.read(alert("rollup: province_5m, when: events > 1, for: 30m"));
        // When, Then
        assertThat(duration).isEqualTo(windows);
        assertThat(duration.fingerprint()).isEqualTo(windows.fingerprint());
        assertThat(DefinitionReader.read(CanonicalDefinition.write(duration))).isEqualTo(duration);
        assertThat(duration.fingerprint())
                .isNotEqualTo(DefinitionReader.read(Definitions.VALID).fingerprint());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "when: events > 1 | alerts[0].rollup | is missing | rollup: province_5m",
                "rollup: province, when: events > 1 | alerts[0].rollup | no rollup 'province' | province_5m",
                "rollup: province_5m | alerts[0].when | is missing | avg_in",
                "rollup: province_5m, when: avg_inn > 1.0 | alerts[0].when | no measure 'avg_inn' | avg_in",
                "rollup: province_5m, when: speed_in > 1 | alerts[0].when | no measure 'speed_in' | avg_in",
                "rollup: province_5m, when: avg_in + 1.0 | alerts[0].when | gives double, not boolean | compare it",
                "rollup: province_5m, when: avg_in > 1.0 &&  | alerts[0].when | ends too early | complete it",
                "rollup: province_5m, when: avg_in == 'x' | alerts[0].when | double and string | both of one type",
                "rollup: province_5m, when: events > 1, forWindows: 0 | alerts[0].forWindows | whole number | 2",
                "rollup: province_5m, when: events > 1, forWindows: 1001 | alerts[0].forWindows | whole number | 2",
                "rollup: province_5m, when: events > 1, forWindows: 1.5 | alerts[0].forWindows | whole number | 2",
                "rollup: province_5m, when: events > 1, for: 7m | alerts[0].for | no multiple | 5m",
                "rollup: province_5m, when: events > 1, for: 0s | alerts[0].for | no multiple | 5m",
                "rollup: province_5m, when: events > 1, for: 90d | alerts[0].for | no multiple | 5000m",
                "rollup: province_5m, when: events > 1, for: 5m, forWindows: 1 | alerts[0].for | the same | one of",
                "rollup: province_5m, when: events > 1, judge: later | alerts[0].judge | none of | change",
                "rollup: province_5m, when: events > 1, delay: 2d | alerts[0].delay | out of bounds | 1d"
            })
    void shouldRefuseWithTheCure(String rest, String path, String message, String hint) {
        // When
        List<DefinitionProblem> problems = Definitions.problems(alert(rest));

        // Then
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).path()).isEqualTo(path);
        assertThat(problems.get(0).message()).contains(message);
        assertThat(problems.get(0).hint()).contains(hint);
    }

    @Test
    void shouldTakeADurationForAsManyAdvancesOfHoppingWindows() {
        // Given
        String hopping = Definitions.with("{type: tumbling, size: 1h}", "{type: hopping, size: 1h, advance: 10m}");

        // When, Then
        assertThat(DefinitionReader.read(
                                hopping + "alerts: [{name: a, rollup: total_1h, when: events > 1, for: 30m}]\n")
                        .alerts())
                .extracting(AlertDefinition::forWindows)
                .containsExactly(3);
        assertThat(Definitions.problems(
                        hopping + "alerts: [{name: a, rollup: total_1h, when: events > 1, for: 25m}]\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("alerts[0].for");
                    assertThat(problem.message()).contains("no multiple of the advance of 10m");
                    assertThat(problem.hint()).contains("20m");
                });
    }

    @Test
    void shouldRefuseSessionsWithTheReason() {
        assertThat(Definitions.problems(Definitions.with("{type: tumbling, size: 1h}", "{type: session, gap: 1h}")
                        + "alerts: [{name: a, rollup: total_1h, when: events > 1}]\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("alerts[0].rollup");
                    assertThat(problem.message()).contains("not supported: alerts on sessions", "late event");
                    assertThat(problem.hint()).contains("tumbling or hopping");
                });
    }

    @Test
    void shouldRefuseADecimalWithTheCure() {
        // When
        List<DefinitionProblem> problems = Definitions.problems(
                Definitions.with("{name: last_day, type: max, field: day}", "{name: dearest, type: max, field: price}")
                        + "alerts: [{name: a, rollup: total_1h, when: dearest > 1}]\n");

        // Then
        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.message() + problem.hint())
                .contains("measure 'dearest' is a decimal(10,2)", "cents"));
    }

    @Test
    void shouldRefuseTwoAlertsOfOneName() {
        assertThat(Definitions.problems(Definitions.VALID
                        + "alerts: [{name: a, rollup: total_1h, when: events > 1}, "
                        + "{name: a, rollup: total_1h, when: events > 2}]\n"))
                .extracting(DefinitionProblem::path)
                .containsExactly("alerts[1].name");
    }

    @Test
    void shouldNotBlameTheConditionForAMeasureThatIsWrong() {
        assertThat(Definitions.problems(Definitions.with("field: speed_in}", "field: nothing}")
                        + "alerts: [{name: a, rollup: province_5m, when: avg_in > 1.0}]\n"))
                .extracting(DefinitionProblem::path)
                .containsExactly("rollups[0].measures[1].field");
    }
}
