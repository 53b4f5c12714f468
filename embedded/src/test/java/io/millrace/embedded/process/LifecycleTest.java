package io.millrace.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LifecycleTest {

    @Test
    void shouldGoThroughALifeWithADeath() {
        // Given
        Lifecycle state = Lifecycle.STOPPED;
        // When
        for (Lifecycle next : List.of(
                Lifecycle.STARTING,
                Lifecycle.READY,
                Lifecycle.WAITING,
                Lifecycle.STARTING,
                Lifecycle.READY,
                Lifecycle.STOPPING,
                Lifecycle.STOPPED)) {
            state = state.to(next);
        }
        // Then
        assertThat(state).isEqualTo(Lifecycle.STOPPED);
    }

    @ParameterizedTest
    @EnumSource(Lifecycle.class)
    void shouldOnlyBecomeReadyWhileStarting(Lifecycle from) {
        if (from == Lifecycle.STARTING) {
            assertThat(from.to(Lifecycle.READY)).isEqualTo(Lifecycle.READY);
        } else {
            assertThatThrownBy(() -> from.to(Lifecycle.READY))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("READY can't follow " + from);
        }
    }

    @ParameterizedTest
    @EnumSource(Lifecycle.class)
    void shouldOnlyBeStoppedByStopping(Lifecycle from) {
        if (from == Lifecycle.STOPPING) {
            assertThat(from.to(Lifecycle.STOPPED)).isEqualTo(Lifecycle.STOPPED);
        } else {
            assertThatThrownBy(() -> from.to(Lifecycle.STOPPED)).isInstanceOf(IllegalStateException.class);
        }
    }
}
