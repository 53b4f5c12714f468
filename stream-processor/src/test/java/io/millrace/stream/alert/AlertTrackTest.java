package io.millrace.stream.alert;

import static io.millrace.stream.alert.AlertTrack.Change.FIRES;
import static io.millrace.stream.alert.AlertTrack.Change.NONE;
import static io.millrace.stream.alert.AlertTrack.Change.RESOLVED;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import org.junit.jupiter.api.Test;

class AlertTrackTest {
    private static final long SIZE = 10;

    private static AlertTrack track(int forWindows) {
        return AlertTrack.before(0, SIZE, forWindows);
    }

    @Test
    void shouldFireForAnOpenWindowAndNotBeResolvedBeforeItIsOver() {
        // Given
        AlertTrack track = track(1);
        // When, Then
        track.set(0, true, false);
        assertThat(track.decide(true)).isEqualTo(FIRES);
        track.set(0, false, false);
        assertThat(track.decide(true)).isEqualTo(NONE);
        track.settle(0, false);
        assertThat(track.decide(true)).isEqualTo(RESOLVED);
        assertThat(track.decide(true)).isEqualTo(NONE);
    }

    @Test
    void shouldNotFireForAnOpenWindowIfOnlyTheEndCounts() {
        // Given
        AlertTrack track = track(1);
        track.set(0, true, false);
        // When, Then
        assertThat(track.decide(false)).isEqualTo(NONE);
        track.settle(0, false);
        assertThat(track.decide(false)).isEqualTo(FIRES);
    }

    @Test
    void shouldFireForSoManyWindowsInARowAndNoFewer() {
        // Given
        AlertTrack track = track(3);
        track.set(0, true, false);
        track.set(10, true, false);
        track.set(30, true, false);
        track.set(40, true, false);
        assertThat(track.decide(true)).isEqualTo(NONE);
        // When
        track.set(50, true, false);
        // Then
        assertThat(track.decide(true)).isEqualTo(FIRES);
        assertThat(track.since()).isEqualTo(30);
        assertThat(track.firedAt()).isEqualTo(50);
    }

    @Test
    void shouldFireWhenALateRowClosesTheGap() {
        // Given
        AlertTrack track = track(2);
        track.set(10, true, false);
        track.settle(10, false);
        assertThat(track.decide(true)).isEqualTo(NONE);
        // When
        track.set(0, true, false);
        // Then
        assertThat(track.decide(true)).isEqualTo(FIRES);
        assertThat(track.since()).isZero();
    }

    @Test
    void shouldGoOnFiringFromWindowToWindow() {
        // Given
        AlertTrack track = track(1);
        track.set(0, true, false);
        assertThat(track.decide(true)).isEqualTo(FIRES);
        // When
        track.set(10, false, false);
        track.settle(0, false);
        // Then
        assertThat(track.decide(true)).isEqualTo(NONE);
        track.set(10, true, false);
        track.settle(10, false);
        assertThat(track.decide(true)).isEqualTo(NONE);
        assertThat(track.isFiring()).isTrue();
    }

    @Test
    void shouldBeResolvedWhenOneOfTheWindowsThatItFiresForIsOverAndCameToOther() {
        // Given rows of both windows that events to come will change
        AlertTrack track = track(2);
        track.set(0, true, false);
        track.set(10, true, false);
        assertThat(track.decide(true)).isEqualTo(FIRES);
        track.set(0, false, false);
        assertThat(track.decide(true)).as("the first is open").isEqualTo(NONE);
        // When
        track.settle(0, false);
        // Then
        assertThat(track.decide(true)).isEqualTo(RESOLVED);
    }

    @Test
    void shouldBeResolvedByALateRow() {
        // Given
        AlertTrack track = track(2);
        track.set(0, true, false);
        track.set(10, true, false);
        track.settle(10, false);
        assertThat(track.decide(true)).isEqualTo(FIRES);
        // When
        track.set(0, false, false);
        // Then
        assertThat(track.decide(true)).isEqualTo(RESOLVED);
    }

    @Test
    void shouldBeResolvedByAWindowBetweenHoweverFarTimeLeaps() {
        // Given
        AlertTrack track = track(2);
        track.set(0, true, false);
        track.set(10, true, false);
        assertThat(track.decide(true)).isEqualTo(FIRES);
        track.set(30, true, false);
        // When
        track.settle(30, false);
        // Then
        assertThat(track.decide(true)).isEqualTo(RESOLVED);
    }

    @Test
    void shouldFireByAbsenceOnceWindowsAreOver() {
        // Given
        AlertTrack track = track(2);
        track.set(0, false, true);
        // When, Then
        track.settle(10, true);
        assertThat(track.decide(true)).isEqualTo(NONE);
        track.settle(20, true);
        assertThat(track.decide(true)).isEqualTo(FIRES);
        assertThat(track.since()).isEqualTo(10);
        track.set(30, false, true);
        track.settle(30, true);
        assertThat(track.decide(true)).isEqualTo(RESOLVED);
    }

    @Test
    void shouldKeepWhatItWrote() {
        // Given
        AlertTrack track = track(2);
        track.set(-20, true, false);
        track.set(0, true, false);
        track.set(10, true, false);
        assertThat(track.decide(true)).isEqualTo(FIRES);
        track.settle(0, false);
        // When
        ByteWriter out = new ByteWriter();
        track.write(out);
        AlertTrack read = AlertTrack.read(new ByteReader(out.toByteArray()), SIZE, 2);
        // Then
        assertThat(read.isFiring()).isTrue();
        assertThat(read.since()).isZero();
        assertThat(read.firedAt()).isEqualTo(10);
        read.settle(10, false);
        assertThat(read.decide(true)).isEqualTo(NONE);
        read.settle(20, false);
        assertThat(read.decide(true)).isEqualTo(RESOLVED);
    }

    @Test
    void shouldBeQuietOnlyIfNothingHolds() {
        // Given
        AlertTrack track = track(2);
        // When, Then
        track.settle(1_000_000, false);
        assertThat(track.isQuiet()).isTrue();
        track.set(1_000_010, true, false);
        assertThat(track.isQuiet()).isFalse();
        track.settle(2_000_000, false);
        assertThat(track.isQuiet()).isTrue();
    }

    @Test
    void shouldTakeTimesFarApart() {
        // Given
        AlertTrack track = track(1_000);
        track.set(0, true, true);
        // When
        track.settle(SIZE * 1_000_000_000L, true);
        // Then
        assertThat(track.decide(false)).isEqualTo(FIRES);
    }
}
