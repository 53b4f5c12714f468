package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final Instant HEARD = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void shouldBeDeadOnceItWasNotHeardOfForAMinute() {
        // Given
        Run working = run(Run.State.WAITING);

        // Then
        assertThat(working.isAlive(HEARD.plusMillis(59_999))).isTrue();
        assertThat(working.isAlive(HEARD.plusMillis(60_000))).isFalse();
        assertThat(working.stateAt(HEARD.plusMillis(59_999))).isEqualTo(Run.State.WAITING);
        assertThat(working.stateAt(HEARD.plusMillis(60_000))).isEqualTo(Run.State.DEAD);
    }

    @Test
    void shouldStayAsItEnded() {
        // Given
        Instant later = HEARD.plusSeconds(1_000_000);

        // Then
        assertThat(run(Run.State.WRITTEN).isAlive(HEARD)).isTrue();
        assertThat(run(Run.State.WRITTEN).stateAt(later)).isEqualTo(Run.State.DEAD);
        assertThat(run(Run.State.DONE).isAlive(HEARD)).isFalse();
        assertThat(run(Run.State.DONE).stateAt(later)).isEqualTo(Run.State.DONE);
        assertThat(run(Run.State.WRONG).stateAt(later)).isEqualTo(Run.State.WRONG);
    }

    @Test
    void shouldReadItsWordsBack() {
        // Then
        assertThat(Run.Kind.DRY_RUN.text()).isEqualTo("dry-run");
        assertThat(Run.Kind.of("dry-run")).contains(Run.Kind.DRY_RUN);
        assertThat(Run.State.of("wrong")).contains(Run.State.WRONG);
        assertThat(Run.State.of("WRONG")).isEmpty();
    }

    private static Run run(Run.State state) {
        return new Run(
                "acme",
                new UUID(0x1000L, 1),
                Run.Kind.RECONCILE,
                "gpon",
                List.of("hourly"),
                HEARD,
                HEARD,
                "someone",
                state,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                "",
                List.of(),
                HEARD,
                HEARD,
                Optional.empty());
    }
}
