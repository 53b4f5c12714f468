package io.millrace.model.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoppingWindowsTest {
    /** Windows of 12 that start at …, -8, -3, 2, 7, … would not be made of panes; these of 15 are. */
    private final HoppingWindows windows = new HoppingWindows(15, 5, 2);

    @ParameterizedTest
    @CsvSource({"2, 2", "6, 2", "7, 7", "1, -3", "-3, -3", "-4, -8", "0, -3"})
    void shouldCutPanesAtTheAdvance(long time, long pane) {
        assertThat(windows.panes().startOf(time)).isEqualTo(pane);
    }

    @Test
    void shouldNameTheFirstWindowThatAPaneIsIn() {
        // Given: the pane [7, 12) is in [-3, 12), [2, 17) and [7, 22)
        assertThat(windows.firstStartWith(7)).isEqualTo(-3);
        assertThat(windows.endOf(windows.firstStartWith(7)))
                .isEqualTo(windows.panes().endOf(7));
    }

    @Test
    void shouldNameTheEndOfTheLastWindowThatAPaneIsIn() {
        assertThat(windows.lastEndWith(windows.panes().endOf(7))).isEqualTo(windows.endOf(7));
        assertThat(HoppingWindows.of(new TumblingWindows(5, 2)).lastEndWith(12)).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource({"12, 5, 0", "0, 5, 0", "4, 5, 0", "10, 0, 0", "10, 5, 5", "10, 5, -1", "367, 1, 0"})
    void shouldRefuseWindowsThatAreNotMadeOfPanes(long size, long advance, long offset) {
        assertThatThrownBy(() -> new HoppingWindows(size, advance, offset))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
