package io.millrace.model.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.WindowDefinition;
import java.time.Duration;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CommonBoundaryTest {
    private static final long MINUTE = 60_000;

    private static WindowDefinition tumbling(long size, long offset) {
        return new WindowDefinition.Tumbling(Duration.ofMillis(size), Duration.ofMillis(offset));
    }

    private static WindowDefinition hopping(long size, long advance) {
        return new WindowDefinition.Hopping(Duration.ofMillis(size), Duration.ofMillis(advance), Duration.ZERO);
    }

    @Test
    void shouldBeTheTimeItselfWhereBothStart() {
        assertThat(CommonBoundary.after(10 * MINUTE, tumbling(5 * MINUTE, 0), tumbling(10 * MINUTE, 0)))
                .hasValue(10 * MINUTE);
    }

    @Test
    void shouldBeTheNextTimeAtWhichBothStart() {
        assertThat(CommonBoundary.after(10 * MINUTE + 1, tumbling(6 * MINUTE, 0), tumbling(10 * MINUTE, 0)))
                .hasValue(30 * MINUTE);
        assertThat(CommonBoundary.after(-1, tumbling(6 * MINUTE, 0), tumbling(10 * MINUTE, 0)))
                .hasValue(0);
    }

    @Test
    void shouldLookAtWhereHoppingWindowsStartAndNotAtTheirSize() {
        assertThat(CommonBoundary.after(1, hopping(60 * MINUTE, 5 * MINUTE), tumbling(MINUTE, 0)))
                .hasValue(5 * MINUTE);
    }

    @Test
    void shouldCutSessionsAtAnyTime() {
        WindowDefinition session = new WindowDefinition.Session(Duration.ofMinutes(30));
        assertThat(CommonBoundary.after(7, session, session)).hasValue(7);
        assertThat(CommonBoundary.after(7, session, tumbling(MINUTE, 3))).hasValue(MINUTE + 3);
    }

    @Test
    void shouldFindNoneWhereWindowsNeverStartTogether() {
        assertThat(CommonBoundary.after(0, tumbling(10 * MINUTE, 0), tumbling(5 * MINUTE, MINUTE)))
                .isEmpty();
    }

    @Property
    void shouldBeTheLeastStartOfBoth(
            @ForAll @LongRange(min = -100_000, max = 100_000) long earliest,
            @ForAll @IntRange(min = 1, max = 60) int one,
            @ForAll @IntRange(min = 1, max = 60) int other,
            @ForAll @IntRange(min = 0, max = 59) int offset) {
        // Given
        TumblingWindows first = new TumblingWindows(one, offset % one);
        TumblingWindows second = new TumblingWindows(other, 0);

        // When
        OptionalLong boundary = CommonBoundary.after(earliest, tumbling(one, offset % one), tumbling(other, 0));

        // Then
        OptionalLong expected = OptionalLong.empty();
        for (long time = earliest; time < earliest + (long) one * other && expected.isEmpty(); time++) {
            if (first.isStart(time) && second.isStart(time)) {
                expected = OptionalLong.of(time);
            }
        }
        assertThat(boundary).isEqualTo(expected);
    }
}
