package io.millrace.stream.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bytes.ByteReader;
import io.millrace.stream.partial.TimeReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimeReportsTest {
    private static final long NOW = 1_700_000_000_000L;

    private final TimeReports reports = new TimeReports(3);
    private final PipelineProgress progress = new PipelineProgress("acme", "gpon", 0);
    private final List<String> sent = new ArrayList<>();

    private void drain(long eventTime, long appendTime, long now) {
        progress.note(eventTime, appendTime, 0, 9, false);
        reports.drained(progress, now);
        reports.drainedUpTo(appendTime, now);
    }

    private void send(long now) {
        reports.send(9, 2, now, (key, value) -> {
            ByteReader in = new ByteReader(value);
            TimeReport.requireFormat(in);
            assertThat(in.readVarLong()).isEqualTo(9);
            assertThat(in.readVarInt()).isEqualTo(2);
            while (in.remaining() > 0) {
                TimeReport.Entry entry = TimeReport.read(in);
                sent.add(entry.pipeline() + "@" + entry.greatestEventTime());
            }
        });
    }

    @Test
    void shouldReachEveryPartition() {
        // Given
        drain(5, NOW, NOW);
        // When
        send(NOW);
        // Then
        assertThat(sent).containsExactly("gpon@5", "gpon@5", "gpon@5");
    }

    @Test
    void shouldSendOnceASecondAtMostAndNothingTwice() {
        // Given
        drain(5, NOW, NOW);
        send(NOW);
        sent.clear();
        // When
        drain(6, NOW, NOW + 999);
        send(NOW + 999);
        assertThat(sent).isEmpty();
        send(NOW + 1_000);
        send(NOW + 5_000);
        // Then
        assertThat(sent).hasSize(3).containsOnly("gpon@6");
    }

    @Test
    void shouldSendAgainWhenTheClockStepsBack() {
        // Given
        drain(5, NOW, NOW);
        send(NOW);
        sent.clear();
        // When
        drain(6, NOW, NOW - 100_000);
        send(NOW - 100_000);
        // Then
        assertThat(sent).isNotEmpty();
    }

    @Test
    void shouldCallAPipelineIdleThatIsSilentForThirtySeconds() {
        // When
        drain(5, NOW, NOW);
        // Then
        assertThat(reports.hasFallenIdle(progress, NOW + 29_999)).isFalse();
        assertThat(reports.hasFallenIdle(progress, NOW + 30_000)).isTrue();
        progress.setIdle(true);
        assertThat(reports.hasFallenIdle(progress, NOW + 30_000)).isFalse();
    }

    @Test
    void shouldCallNoPipelineIdleWhileOldEventsAreRead() {
        // Given: silent for long, but the events at hand were appended a minute before
        drain(5, NOW - 60_000, NOW);
        // When
        reports.drainedUpTo(NOW - 30_000, NOW + 40_000);
        boolean whileReading = reports.hasFallenIdle(progress, NOW + 40_001);
        reports.drainedUpTo(NOW + 40_100, NOW + 40_200);
        boolean caughtUp = reports.hasFallenIdle(progress, NOW + 40_201);
        // Then
        assertThat(whileReading).isFalse();
        assertThat(caughtUp).isTrue();
    }
}
