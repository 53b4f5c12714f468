package io.millrace.model.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeIntervalTest {
    @Test
    void shouldHoldBothAndWhatLiesBetween() {
        assertThat(new TimeInterval(10, 20).around(new TimeInterval(-5, 0))).isEqualTo(new TimeInterval(-5, 20));
        assertThat(TimeInterval.ALWAYS.around(new TimeInterval(1, 2))).isEqualTo(TimeInterval.ALWAYS);
    }

    @Test
    void shouldNotBeStretchedByNothing() {
        TimeInterval some = new TimeInterval(10, 20);
        assertThat(some.around(TimeInterval.NEVER)).isEqualTo(some);
        assertThat(TimeInterval.NEVER.around(some)).isEqualTo(some);
    }
}
