package io.millrace.model.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionWindowsTest {
    private final SessionWindows windows = new SessionWindows(10);

    @ParameterizedTest
    @CsvSource({
        "0, 9, true",
        "0, 10, false",
        "9, 0, true",
        "10, 0, false",
        "0, 0, true",
        "-15, -6, true",
        "-15, -5, false"
    })
    void shouldPutEventsTogetherThatAreLessThanTheGapApart(long event, long other, boolean together) {
        assertThat(SessionWindows.overlap(event, windows.endOf(event), other, windows.endOf(other)))
                .isEqualTo(together);
    }

    @Test
    void shouldEndAGapBehindTheLastEvent() {
        assertThat(windows.endOf(-3)).isEqualTo(7);
    }

    @Test
    void shouldCutPiecesAtCells() {
        assertThat(windows.cells()).isEqualTo(new TumblingWindows(480, 0));
        assertThat(windows.longestPiece()).isEqualTo(490);
        assertThat(windows.defaultBucket()).isEqualTo(480);
    }

    @Test
    void shouldRefuseNoGap() {
        assertThatThrownBy(() -> new SessionWindows(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
