package io.millrace.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.batch.spark.Destination;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.State;
import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a recompute comes to serve, and what it leaves behind. */
class RecomputeTest extends RecomputeScenario {
    private static long at(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    @Test
    void shouldComputeBelowTheCutsAndPublish() throws Exception {
        // When
        recompute().publish(assignments("2026-03-01T00:30:00Z", "2026-03-02T00:00:01Z"), 1);

        // Then: whole windows of all rollups
        TimeInterval windows = new TimeInterval(at("2026-03-01T00:00:00Z"), at("2026-03-02T01:00:00Z"));
        for (TimelineTable.Key key : List.of(HOURLY, SLIDING)) {
            assertThat(memory.entries(key)).singleElement().satisfies(entry -> {
                assertThat(entry.state()).isEqualTo(State.PUBLISHED);
                assertThat(entry.published()).isEqualTo(1);
                assertThat(entry.lookupsAsOf()).isEqualTo(7);
                assertThat(entry.layer().generation()).isEqualTo(FIRST);
                assertThat(entry.layer().serves()).isEqualTo(windows);
            });
            assertThat(memory.fed(key)).as("goes on being fed").containsExactly(FIRST);
        }
        assertThat(memory.timelines).containsOnlyKeys(HOURLY, SLIDING, VISITS);
        assertThat(memory.written).hasSize(1);
        assertThat(memory.destinations.get(0))
                .extracting(Destination::generation)
                .containsExactly(FIRST, FIRST, FIRST);
        assertThat(memory.destinations.get(0).get(0).ttlSeconds())
                .isEqualTo((int) Duration.ofDays(400).toSeconds());
    }

    @Test
    void shouldComputeNoWindowThatStartsAfterNow() {
        // When
        List<Assignment> assignments = assignments("2026-03-10T00:00:00Z", "2027-01-01T00:00:00Z", "hourly");

        // Then: up to the end of the window that now is in
        assertThat(assignments.get(0).starts())
                .isEqualTo(new TimeInterval(at("2026-03-10T00:00:00Z"), at("2026-03-10T13:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"announce", "cuts", "archive", "write", "PUBLISHED"})
    void shouldLeaveNothingWhereAStepFails(String step) {
        // Given
        memory.failing.add(step);

        // When
        assertThatThrownBy(() -> recompute().publish(aDay(), 1)).hasMessage(step + " failed");

        // Then
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsExactly(State.WITHDRAWN);
        assertThat(memory.fed(HOURLY)).isEmpty();
        assertThat(memory.deleted).containsExactly(FIRST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lose COMPUTING", "doubt COMPUTING", "lose PUBLISHED", "doubt PUBLISHED"})
    void shouldFindOutWhetherAChangeWasMadeThatWasNotAnswered(String step) throws Exception {
        // Given: a change that is not made, or is, and either way no answer
        memory.failing.add(step);

        // When
        recompute().publish(aDay(), 1);

        // Then
        assertThat(memory.failing).isEmpty();
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsExactly(State.PUBLISHED);
        assertThat(memory.fed(HOURLY)).containsExactly(FIRST);
    }

    @Test
    void shouldLetRunsOfOtherWindowsGoSideBySide() throws Exception {
        // Given: another run computes the day before, and publishes while this one computes
        memory.duringWrite = () -> {
            memory.duringWrite = () -> {};
            try {
                recompute().publish(assignments("2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z", "hourly"), 1);
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        };

        // When
        recompute().publish(aDay(), 1);

        // Then
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsOnly(State.PUBLISHED);
        assertThat(memory.entries(HOURLY)).extracting(Entry::published).containsExactly(2L, 1L);
    }

    @Test
    void shouldSayWhatItWaitedForInVain() {
        // Given
        memory.cuts.remove(1);

        // When
        assertThatThrownBy(() -> recompute().publish(aDay(), 1))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("1 of 2 events partitions")
                .hasMessageContaining("60 s")
                .extracting(refused -> ((RefusedException) refused).cure())
                .asString()
                .contains("stream-processor");

        // Then
        assertThat(memory.fed(HOURLY)).isEmpty();
    }

    @Test
    void shouldRefuseWhereTheStreamForgotWhatItHasTaken() {
        // Given: its state is from before there were feeds, and nothing came in partition 0 since
        memory.taken = new long[] {30, 50};
        memory.cuts.put(0, 0L);

        // When
        assertThatThrownBy(() -> recompute().publish(aDay(), 1))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("partitions [0]")
                .extracting(refused -> ((RefusedException) refused).cure())
                .asString()
                .contains("Send events");

        // Then
        assertThat(memory.written).isEmpty();
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsExactly(State.WITHDRAWN);
        assertThat(memory.fed(HOURLY)).isEmpty();
        assertThat(memory.deleted).containsExactly(FIRST);
    }

    @Test
    void shouldTakeACutOfNothingWhereNothingCameBefore() throws Exception {
        // Given
        memory.taken = new long[] {0, 50};
        memory.cuts.put(0, 0L);

        // When
        recompute().publish(aDay(), 1);

        // Then
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsExactly(State.PUBLISHED);
    }

    @Test
    void shouldLeaveNothingOfAShadow() throws Exception {
        // When
        recompute().shadow(aDay());

        // Then
        assertThat(memory.written).hasSize(1);
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsExactly(State.WITHDRAWN);
        assertThat(memory.fed(HOURLY)).isEmpty();
        assertThat(memory.deleted).containsExactly(FIRST);
    }

    @Test
    void shouldKeepSomeFormerGenerationsThatOthersHide() throws Exception {
        // Given
        recompute().publish(aDay(), 1);
        recompute().publish(assignments("2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z", "hourly"), 1);

        // When: the first is hidden, but for some windows, then wholly
        recompute().publish(assignments("2026-03-01T06:00:00Z", "2026-03-01T18:00:00Z", "hourly"), 1);
        assertThat(memory.fed(HOURLY)).containsExactlyInAnyOrder(FIRST, FIRST + 1, FIRST + 2);
        recompute().publish(aDay(), 1);

        // Then: of three that are hidden, the last published is kept
        assertThat(memory.entries(HOURLY))
                .extracting(Entry::state)
                .containsExactly(State.WITHDRAWN, State.WITHDRAWN, State.PUBLISHED, State.PUBLISHED);
        assertThat(memory.fed(HOURLY)).containsExactlyInAnyOrder(FIRST + 2, FIRST + 3);
        assertThat(memory.deleted).containsExactly(FIRST, FIRST + 1);
    }

    @Test
    void shouldRemoveWhatIsHiddenOnlyWhenNobodyReadsItAnyMore() throws Exception {
        // Given
        recompute().publish(aDay(), 0);
        Instant before = memory.now;

        // When
        recompute().publish(aDay(), 0);

        // Then
        assertThat(memory.deleted).containsExactly(FIRST);
        assertThat(memory.deletedAt).isAfterOrEqualTo(before.plusSeconds(2));
    }

    @Test
    void shouldFeedNoGenerationWhoseRowsHaveExpired() throws Exception {
        // Given: retention.rollups is 400 days
        recompute().publish(aDay(), 1);
        memory.now = memory.now.plus(Duration.ofDays(408));

        // When: other windows are computed
        recompute()
                .publish(
                        assignments(
                                memory.now.toString(), memory.now.plusSeconds(1).toString(), "hourly"),
                        1);

        // Then
        assertThat(memory.fed(HOURLY)).containsExactly(FIRST + 1);
        assertThat(memory.deleted).containsExactly(FIRST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"remove", "delete"})
    void shouldHaveDoneWhatItPublishedThoughItCanNotTidyUp(String step) throws Exception {
        // Given
        recompute().publish(aDay(), 0);
        memory.failing.add(step);

        // When
        recompute().publish(aDay(), 0);

        // Then
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsExactly(State.WITHDRAWN, State.PUBLISHED);
    }

    @Test
    void shouldComputeSessionsOfWholeCells() throws Exception {
        // When: 48 gaps are a day
        recompute().publish(assignments("2026-03-01T12:00:00Z", "2026-03-02T00:00:01Z", "visits"), 1);

        // Then
        assertThat(memory.entries(VISITS)).singleElement().satisfies(entry -> {
            assertThat(entry.layer().serves())
                    .isEqualTo(new TimeInterval(at("2026-03-01T00:00:00Z"), at("2026-03-03T00:00:00Z")));
            assertThat(entry.layer().layout().bucket())
                    .isEqualTo(Duration.ofDays(1).toMillis());
        });
        assertThat(memory.written.get(0).targets()).singleElement().satisfies(target -> assertThat(target.countsUntil())
                .isEqualTo(at("2026-03-03T00:00:00Z")));
    }

    @Test
    void shouldNameTheRollupsThatThereAre() {
        // When
        assertThatThrownBy(() -> assignments("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "daily"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no rollup daily")
                .extracting(refused -> ((RefusedException) refused).cure())
                .asString()
                .contains("hourly, sliding, visits");
    }
}
