package io.millrace.query.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.SettableClock;
import io.millrace.query.data.StoredRows;
import io.millrace.query.live.LiveRow;
import io.millrace.query.read.ReadLimits;
import io.millrace.query.read.RollupReader;
import io.millrace.query.read.TimelineSource;
import io.millrace.query.read.Timelines;
import io.millrace.query.request.InvalidRequestException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rows that a stored row is part of. */
class LiveQuestionsTest {
    private static final Instant NOW = Instant.parse("2019-08-01T04:00:00Z");
    private static final Instant WINDOW = Instant.parse("2019-08-01T03:35:00Z");
    private static final RollupLayout LAYOUT = new RollupLayout(3_600_000, 4);

    private final SettableClock clock = new SettableClock(NOW);
    private final DefinitionsView definitions = new DefinitionsView(Duration.ZERO);

    private Questions questions(ActivePipeline pipeline, List<RollupRow> stored) {
        definitions.put("acme/gpon", pipeline);
        return new Questions(
                definitions,
                new RollupReader(new StoredRows(stored), ReadLimits.DEFAULT, (slices, scanned, answered) -> {}),
                new Timelines(TimelineSource.NONE, clock),
                new StreamTimes(clock),
                () -> true,
                clock);
    }

    @Test
    void shouldAnswerTheWholeRowOfAPart() {
        // Given
        RollupRow late = Gpon.row(WINDOW, Gpon.group("HKD", 1), 7, 2);
        List<RollupRow> stored = List.of(
                Gpon.row(WINDOW, Gpon.group("HKD", 1), 0, 3),
                late,
                Gpon.row(WINDOW, Gpon.group("HKD", 2), 0, 100),
                Gpon.row(WINDOW.plusMillis(Gpon.WINDOW), Gpon.group("HKD", 1), 0, 100));

        // When
        List<LiveRow> rows = questions(Gpon.pipeline(), stored).rowsWith(late.key());

        // Then
        assertThat(rows).singleElement().satisfies(row -> assertThat(row.json())
                .contains("\"windowStart\":\"2019-08-01T03:35:00Z\"", "\"port\":1}", "\"events\":5"));
    }

    @Test
    void shouldAnswerTheRowOfTheRestOfTheGroups() {
        // Given
        RollupRow other = Gpon.row(WINDOW, GroupKey.OTHER, 0, 4);

        // Then
        assertThat(questions(Gpon.pipeline(), List.of(other)).rowsWith(other.key()))
                .singleElement()
                .satisfies(row -> assertThat(row.json()).contains("\"other\":true", "\"events\":4"));
    }

    @Test
    void shouldAnswerEveryWindowThatAPaneIsIn() {
        // Given
        ActivePipeline pipeline = Gpon.pipeline(
                new WindowDefinition.Hopping(Duration.ofMinutes(15), Duration.ofMinutes(5), Duration.ZERO), LAYOUT);
        ActiveRollup rollup = pipeline.rollup(Gpon.ROLLUP).orElseThrow();
        long pane = WINDOW.toEpochMilli();
        RollupRow changed = Gpon.row(rollup, pane, Gpon.group("HKD", 1), 0, 1);
        List<RollupRow> stored = List.of(changed, Gpon.row(rollup, pane + Gpon.WINDOW, Gpon.group("HKD", 1), 0, 10));

        // Then
        assertThat(questions(pipeline, stored).rowsWith(changed.key()))
                .extracting(LiveRow::windowStart)
                .containsExactly(pane - 2 * Gpon.WINDOW, pane - Gpon.WINDOW, pane);
    }

    @Test
    void shouldNotFollowSessionsAndWhatIsNotThere() {
        // Given
        Questions questions =
                questions(Gpon.pipeline(new WindowDefinition.Session(Duration.ofMinutes(1)), LAYOUT), List.of());

        // Then
        assertThatThrownBy(() -> questions.requireFollowable("acme", "gpon", Gpon.ROLLUP))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("sessions");
        assertThatThrownBy(() -> questions.requireFollowable("acme", "gpon", "none"))
                .isInstanceOf(NoSuchRollupException.class);
    }
}
