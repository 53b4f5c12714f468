package io.millrace.query.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.value.Value;
import io.millrace.model.window.TimeInterval;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.SettableClock;
import io.millrace.query.data.StoredRows;
import io.millrace.query.read.FoundRow;
import io.millrace.query.read.ReadLimits;
import io.millrace.query.read.RollupReader;
import io.millrace.query.read.Timelines;
import io.millrace.query.request.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A rollup whose meaning changed: each window is answered by the generation that serves it. */
class GenerationsTest {
    private static final Instant BOUNDARY = Instant.parse("2026-01-01T01:00:00Z");
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-01T02:00:00Z";
    private static final RollupLayout LAYOUT = new RollupLayout(3_600_000, 2);

    private List<Layer> layers = List.of();
    private SettableClock now = new SettableClock(Instant.EPOCH);
    private final DefinitionsView definitions = new DefinitionsView(Duration.ZERO);
    private final ActivePipeline pipeline = ActivePipeline.of(
            new PipelineRecord(
                    Gpon.TENANT,
                    Gpon.PIPELINE,
                    List.of(
                            new PipelineRecord.Version(
                                    1, Gpon.speeds("province", "type: tumbling, size: 5m"), "1", 1, Instant.EPOCH),
                            new PipelineRecord.Version(
                                    2, Gpon.speeds("device", "type: tumbling, size: 10m"), "2", 1, Instant.EPOCH)),
                    List.of(
                            PipelineRecord.Generation.first("speeds", LAYOUT, Instant.EPOCH)
                                    .serving(new TimeInterval(Long.MIN_VALUE, BOUNDARY.toEpochMilli())),
                            new PipelineRecord.Generation(
                                    "speeds",
                                    2,
                                    2,
                                    LAYOUT,
                                    new TimeInterval(BOUNDARY.toEpochMilli(), Long.MAX_VALUE),
                                    BOUNDARY.toEpochMilli(),
                                    Instant.EPOCH))),
            0,
            DefinitionReader::read);

    /** A row in each generation at each of these times, whether it serves them or not. */
    private Questions questions(Instant clock, Instant... windowStarts) {
        definitions.put("acme/gpon", pipeline);
        List<RollupRow> rows = new ArrayList<>();
        List<ActiveRollup> generations = new ArrayList<>(pipeline.generations("speeds"));
        layers.forEach(layer -> generations.add(pipeline.under("speeds", List.of(layer), DefinitionReader::read)
                .serving("speeds", layer.serves().from())));
        for (ActiveRollup rollup : generations) {
            GroupKey group = Gpon.group(rollup, List.of(new Value.Text("g" + rollup.generation())));
            for (Instant start : windowStarts) {
                rows.add(Gpon.row(rollup, start.toEpochMilli(), group, 0, 1));
            }
        }
        now = new SettableClock(clock);
        return new Questions(
                definitions,
                new RollupReader(new StoredRows(rows), ReadLimits.DEFAULT, (slices, scanned, answered) -> {}),
                new Timelines((tenant, name, rollup) -> layers, now),
                new StreamTimes(now),
                () -> true,
                now);
    }

    private static Map<String, List<String>> given(String... namesAndValues) {
        Map<String, List<String>> given = new HashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            given.put(namesAndValues[index], List.of(namesAndValues[index + 1]));
        }
        return given;
    }

    private static RollupAnswer ask(Questions questions, String... given) {
        return questions.rows("acme", "gpon", "speeds", given(given));
    }

    private static List<Instant> starts(RollupAnswer answer) {
        return answer.page().rows().stream()
                .map(FoundRow::windowStart)
                .map(Instant::ofEpochMilli)
                .toList();
    }

    @Test
    void shouldSayWhichGenerationServesWhichWindows() {
        // Given: a recompute lies over the boundary
        Instant from = BOUNDARY.minusSeconds(1_200);
        Instant to = BOUNDARY.plusSeconds(600);
        layers = List.of(layer(Layer.FIRST_GENERATION, 2, from, to));

        // When
        byte[] catalogue = questions(Instant.parse(TO)).catalogue("acme");

        // Then
        assertThat(new String(catalogue, StandardCharsets.UTF_8))
                .contains("\"intervals\":[{\"generation\":1,\"from\":null,\"to\":\"" + from + "\"},"
                        + "{\"generation\":1000001,\"from\":\"" + from + "\",\"to\":\"" + to + "\"},"
                        + "{\"generation\":2,\"from\":\"" + to + "\",\"to\":null}]");
    }

    @Test
    void shouldFollowNoGenerationWhereItDoesNotServe() {
        // Given: both generations have a row on either side of the boundary
        Instant before = BOUNDARY.minusSeconds(600);
        Questions questions = questions(Instant.parse(TO), before, BOUNDARY);

        // Then
        assertThat(followed(questions, 0, before)).containsExactly(before);
        assertThat(followed(questions, 0, BOUNDARY)).isEmpty();
        assertThat(followed(questions, 1, before)).isEmpty();
        assertThat(followed(questions, 1, BOUNDARY)).containsExactly(BOUNDARY);
    }

    private List<Instant> followed(Questions questions, int index, Instant windowStart) {
        ActiveRollup generation = pipeline.generations("speeds").get(index);
        GroupKey group = Gpon.group(generation, List.of(new Value.Text("g" + generation.generation())));
        RollupRow stored = Gpon.row(generation, windowStart.toEpochMilli(), group, 0, 1);
        return questions.rowsWith(stored.key()).stream()
                .map(row -> Instant.ofEpochMilli(row.windowStart()))
                .toList();
    }

    @Test
    void shouldAnswerEachWindowByTheGenerationThatServesIt() {
        // Given
        Instant before = BOUNDARY.minusSeconds(300);
        Questions questions = questions(Instant.parse(TO), before, BOUNDARY);

        // When
        RollupAnswer first = ask(questions, "from", FROM, "to", TO);
        RollupAnswer second =
                ask(questions, "from", FROM, "to", TO, "cursor", first.next().orElseThrow());

        // Then
        assertThat(starts(first)).containsExactly(before);
        assertThat(starts(second)).containsExactly(BOUNDARY);
        assertThat(second.next()).isEmpty();
        assertThat(new String(new JsonAnswer().write(first), StandardCharsets.UTF_8))
                .contains("\"from\":\"" + FROM + "\",\"to\":\"" + TO + "\",\"granularity\":\"5m\"")
                .contains("\"province\":\"g1\"")
                .contains("\"generations\":[1]");
        assertThat(new String(new JsonAnswer().write(second), StandardCharsets.UTF_8))
                .contains("\"granularity\":\"10m\"")
                .contains("\"device\":\"g2\"")
                .contains("\"generations\":[2]");
    }

    @Test
    void shouldNotPromiseAPageOfAGenerationThatHasNotBegun() {
        // Given: no event can be at the boundary yet
        Questions questions = questions(BOUNDARY.minus(Duration.ofHours(2)), BOUNDARY.minusSeconds(300));

        // When
        RollupAnswer answer = ask(questions, "from", FROM, "to", TO);

        // Then
        assertThat(answer.next()).isEmpty();
    }

    @Test
    void shouldAnswerOneGenerationWhereOnlyItIsAskedFor() {
        // Given
        Questions questions = questions(Instant.parse(TO), BOUNDARY.minusSeconds(300), BOUNDARY);

        // Then
        assertThat(starts(ask(questions, "from", FROM, "to", BOUNDARY.toString(), "where", "province:g1")))
                .containsExactly(BOUNDARY.minusSeconds(300));
        assertThat(starts(ask(questions, "from", BOUNDARY.toString(), "to", TO, "where", "device:g2")))
                .containsExactly(BOUNDARY);
    }

    @Test
    void shouldRefuseWhatMakesNoSenseInOneOfTheGenerations() {
        // Given
        Questions questions = questions(Instant.parse(TO));

        // Then
        assertThatThrownBy(() -> ask(questions, "from", FROM, "to", TO, "where", "province:g1", "measures", "m"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("no dimension 'province' in windows from " + BOUNDARY)
                .hasMessageContaining("no measure 'm' in windows before " + BOUNDARY)
                .hasMessageContaining("no measure 'm' in windows from " + BOUNDARY);
    }

    @Test
    void shouldJudgeTimesByTheWindowsThatAreServedThere() {
        // Given
        Questions questions = questions(Instant.parse(TO));

        // Then
        assertThat(ask(questions, "from", "2026-01-01T00:05:00Z", "to", TO).next())
                .isPresent();
        assertThatThrownBy(() -> ask(questions, "from", FROM, "to", "2026-01-01T01:05:00Z"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("10m");
    }

    private static Layer layer(int generation, int version, Instant from, Instant until) {
        return new Layer(
                "speeds", generation, version, LAYOUT, new TimeInterval(from.toEpochMilli(), until.toEpochMilli()));
    }

    /** All pages of the whole interval, as {@code start of the page's rows -> generation}. */
    private static List<String> pages(Questions questions) {
        List<String> pages = new ArrayList<>();
        RollupAnswer answer = ask(questions, "from", FROM, "to", TO);
        while (true) {
            pages.add(starts(answer) + " " + answer.query().rollup().generation());
            if (answer.next().isEmpty()) {
                return pages;
            }
            answer = ask(
                    questions, "from", FROM, "to", TO, "cursor", answer.next().get());
        }
    }

    @Test
    void shouldAnswerByARecomputedGenerationWhereItLies() {
        // Given: in the middle of the first generation, and over the boundary one that lies over it in part
        Instant first = Instant.parse("2026-01-01T00:10:00Z");
        Instant second = Instant.parse("2026-01-01T00:30:00Z");
        Instant third = Instant.parse("2026-01-01T00:50:00Z");
        layers = List.of(layer(1_000_001, 1, first, third), layer(1_000_002, 2, second, BOUNDARY.plusSeconds(1200)));
        Questions questions = questions(
                Instant.parse(TO), Instant.parse(FROM), first, second, third, BOUNDARY, BOUNDARY.plusSeconds(1200));

        // Then: no window is missing, none is answered twice, no page mixes two
        assertThat(pages(questions))
                .containsExactly(
                        "[" + FROM + "] 1",
                        "[" + first + "] 1000001",
                        "[" + second + ", " + third + ", " + BOUNDARY + "] 1000002",
                        "[" + BOUNDARY.plusSeconds(1200) + "] 2");
    }

    @Test
    void shouldNotGoOnWithACursorOfWhatServesNoMore() {
        // Given
        Instant first = Instant.parse("2026-01-01T00:10:00Z");
        Questions questions = questions(Instant.parse(TO), Instant.parse(FROM), first);
        String[] given = {"from", FROM, "to", BOUNDARY.toString(), "limit", "1"};
        String cursor = ask(questions, given).next().orElseThrow();

        // When: published between two pages
        layers = List.of(layer(1_000_001, 1, Instant.parse(FROM), BOUNDARY));
        now.set(now.instant().plus(Timelines.STALE));

        // Then
        assertThatThrownBy(
                        () -> ask(questions, "from", FROM, "to", BOUNDARY.toString(), "limit", "1", "cursor", cursor))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("generation 1000001 took its place");
    }

    @Test
    void shouldBelieveWhatItReadForAMoment() {
        // Given
        Questions questions = questions(Instant.parse(TO), Instant.parse(FROM));
        assertThat(ask(questions, "from", FROM, "to", TO).query().rollup().generation())
                .isEqualTo(1);
        layers = List.of(layer(1_000_001, 1, Instant.parse(FROM), BOUNDARY));

        // When
        now.set(now.instant().plus(Timelines.STALE.minusMillis(1)));
        int soon = ask(questions, "from", FROM, "to", TO).query().rollup().generation();
        now.set(now.instant().plus(Duration.ofMillis(1)));
        int then = ask(questions, "from", FROM, "to", TO).query().rollup().generation();

        // Then
        assertThat(soon).isEqualTo(1);
        assertThat(then).isEqualTo(1_000_001);
    }

    @Test
    void shouldMergeWindowsOfGenerationsThatMeanTheSame() {
        // Given: the middle of the first generation was recomputed
        Instant first = Instant.parse("2026-01-01T00:10:00Z");
        Instant second = Instant.parse("2026-01-01T00:30:00Z");
        layers = List.of(layer(1_000_001, 1, first, second));
        Questions questions =
                questions(Instant.parse(TO), Instant.parse(FROM), first, first.plusSeconds(300), second, BOUNDARY);

        // When
        RollupAnswer answer =
                ask(questions, "from", FROM, "to", BOUNDARY.toString(), "granularity", "1h", "groupBy", "");

        // Then: each window once, from the generation that serves it
        assertThat(new String(new JsonAnswer().write(answer), StandardCharsets.UTF_8))
                .contains("\"granularity\":\"1h\"", "\"dimensions\":{},\"events\":4,\"measures\":{\"n\":4}")
                .contains("\"next\":null", "\"generations\":[1,1000001]");
        assertThat(answer.page().rows()).hasSize(1);
    }

    @Test
    void shouldOrderRowsOfGenerationsThatMeanTheSame() {
        // Given
        Instant first = Instant.parse("2026-01-01T00:10:00Z");
        Instant second = Instant.parse("2026-01-01T00:30:00Z");
        layers = List.of(layer(1_000_001, 1, first, second));
        Questions questions = questions(Instant.parse(TO), Instant.parse(FROM), first, second, BOUNDARY);

        // When
        RollupAnswer answer = ask(questions, "from", FROM, "to", BOUNDARY.toString(), "orderBy", "-n");

        // Then
        assertThat(starts(answer)).containsExactly(Instant.parse(FROM), first, second);
        assertThat(answer.next()).isEmpty();
    }

    @Test
    void shouldNotMergeOrOrderWhatMeansSomethingElse() {
        // Given: dimensions that are not the same
        Questions questions = questions(Instant.parse(TO), Instant.parse(FROM), BOUNDARY);

        // Then
        assertThatThrownBy(() -> ask(questions, "from", FROM, "to", TO, "granularity", "1h"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("other dimensions or measures from " + BOUNDARY);
        assertThatThrownBy(() -> ask(questions, "from", FROM, "to", TO, "orderBy", "n"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("other dimensions or measures from " + BOUNDARY);
        assertThat(starts(ask(questions, "from", BOUNDARY.toString(), "to", TO, "granularity", "1h")))
                .containsExactly(BOUNDARY);
    }
}
