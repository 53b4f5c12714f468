package io.millrace.query.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.SettableClock;
import io.millrace.query.data.StoredRows;
import io.millrace.query.read.ReadLimits;
import io.millrace.query.read.RollupReader;
import io.millrace.query.read.RowSource;
import io.millrace.query.read.TimelineSource;
import io.millrace.query.read.Timelines;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant GREATEST = Instant.parse("2025-12-31T12:00:00Z");
    private static final Duration MAX_AHEAD = Duration.ofHours(1);

    private final SettableClock clock = new SettableClock(NOW);
    private final DefinitionsView definitions = new DefinitionsView(Duration.ZERO);
    private final StreamTimes streamTimes = new StreamTimes(clock);
    private final StoredRows rows = new StoredRows();
    private boolean upToDate = true;
    private final Questions questions = new Questions(
            definitions,
            new RollupReader(rows, ReadLimits.DEFAULT, (slices, scanned, answered) -> {}),
            new Timelines(TimelineSource.NONE, clock),
            streamTimes,
            () -> upToDate,
            clock);

    @BeforeEach
    void definePipeline() {
        definitions.put("acme/gpon", Gpon.pipeline());
    }

    @Test
    void shouldNotLookFurtherThanTheGreatestEventTimeAllows() {
        // Given: one partition is far behind
        progress(0, GREATEST);
        progress(1, GREATEST.minus(Duration.ofDays(1)));

        // When
        RollupAnswer answer = ask();

        // Then
        assertThat(furthestRead()).isEqualTo(GREATEST.plus(MAX_AHEAD).plusMillis(1));
        assertThat(answer.next()).isEmpty();
        assertThat(answer.streamTime()).contains(GREATEST.minus(Duration.ofDays(1)));
    }

    @Test
    void shouldLookAsFarAsTheClockAllowsIfProgressIsNotKnown() {
        // Given
        progress(0, GREATEST);
        upToDate = false;

        // When
        ask();

        // Then
        assertThat(furthestRead()).isEqualTo(NOW.plus(MAX_AHEAD).plus(Duration.ofMinutes(1)));
    }

    @Test
    void shouldLookAsFarAsTheClockAllowsIfThereIsNoProgressYet() {
        // When
        RollupAnswer answer = ask();

        // Then
        assertThat(furthestRead()).isEqualTo(NOW.plus(MAX_AHEAD).plus(Duration.ofMinutes(1)));
        assertThat(answer.streamTime()).isEmpty();
    }

    @Test
    void shouldSayWhatDoesNotExist() {
        assertThatThrownBy(() -> questions.rows("acme", "none", Gpon.ROLLUP, Map.of()))
                .isInstanceOf(NoSuchRollupException.class)
                .hasMessageContaining("'none'");
        assertThatThrownBy(() -> questions.rows("acme", "gpon", "none", Map.of()))
                .isInstanceOf(NoSuchRollupException.class)
                .hasMessageContaining("'none'");
    }

    private RollupAnswer ask() {
        return questions.rows(
                "acme",
                "gpon",
                Gpon.ROLLUP,
                Map.of("from", List.of("2025-12-31T10:00:00Z"), "to", List.of("2030-01-01T00:00:00Z")));
    }

    private Instant furthestRead() {
        return rows.slicesRead().stream()
                .map(RowSource.Slice::to)
                .map(Instant::ofEpochMilli)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private void progress(int partition, Instant greatest) {
        streamTimes.put(
                new ProgressRecords.Key("acme", "gpon", partition), new ProgressRecords.Progress(greatest, 1, 0, NOW));
    }
}
