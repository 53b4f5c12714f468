package io.millrace.model.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TumblingWindowsTest {
    @Test
    void shouldBeHalfOpen() {
        TumblingWindows windows = new TumblingWindows(5, 0);

        assertThat(windows.startOf(9)).isEqualTo(5);
        assertThat(windows.startOf(10)).isEqualTo(10);
        assertThat(windows.startOf(14)).isEqualTo(10);
        assertThat(windows.startOf(15)).isEqualTo(15);
        assertThat(windows.endOf(10)).isEqualTo(15);
    }

    @Test
    void shouldGoOnBeforeTheEpoch() {
        TumblingWindows windows = new TumblingWindows(5, 0);

        assertThat(windows.startOf(0)).isZero();
        assertThat(windows.startOf(-1)).isEqualTo(-5);
        assertThat(windows.startOf(-5)).isEqualTo(-5);
        assertThat(windows.startOf(-6)).isEqualTo(-10);
        assertThat(windows.isStart(-5)).isTrue();
        assertThat(windows.isStart(-4)).isFalse();
    }

    @Test
    void shouldStartAtTheOffset() {
        TumblingWindows windows = new TumblingWindows(5, 2);

        assertThat(windows.startOf(1)).isEqualTo(-3);
        assertThat(windows.startOf(2)).isEqualTo(2);
        assertThat(windows.startOf(6)).isEqualTo(2);
        assertThat(windows.startOf(7)).isEqualTo(7);
        assertThat(windows.startOf(-3)).isEqualTo(-3);
        assertThat(windows.startOf(-4)).isEqualTo(-8);
        assertThat(windows.isStart(2)).isTrue();
        assertThat(windows.isStart(0)).isFalse();
        assertThat(windows.isStart(-3)).isTrue();
    }

    @Test
    void shouldLastOneMillisecondAtLeast() {
        TumblingWindows windows = new TumblingWindows(1, 0);

        assertThat(windows.startOf(-7)).isEqualTo(-7);
        assertThat(windows.endOf(-7)).isEqualTo(-6);
        assertThatThrownBy(() -> new TumblingWindows(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TumblingWindows(5, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TumblingWindows(5, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void shouldPutEachTimeIntoTheOneWindowAroundIt(
            @ForAll @LongRange(min = -1L << 60, max = 1L << 60) long time,
            @ForAll @LongRange(min = 1, max = 1L << 40) long size,
            @ForAll @LongRange(min = 0, max = 1L << 40) long anyOffset) {
        TumblingWindows windows = new TumblingWindows(size, anyOffset % size);

        long start = windows.startOf(time);

        assertThat(start).isLessThanOrEqualTo(time);
        assertThat(windows.endOf(start)).isGreaterThan(time);
        assertThat(windows.isStart(start)).isTrue();
        assertThat(windows.startOf(start)).isEqualTo(start);
        assertThat(windows.startOf(windows.endOf(start) - 1)).isEqualTo(start);
        assertThat(windows.startOf(windows.endOf(start))).isEqualTo(windows.endOf(start));
        assertThat(windows.startOf(start - 1)).isEqualTo(start - size);
    }
}
