package io.millrace.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.batch.spark.Destination;
import io.millrace.cassandra.Run;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.State;
import io.millrace.model.rollup.Layer;
import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecomputeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final TimelineTable.Key HOURLY = new TimelineTable.Key("acme", "shop", "hourly");
    private static final TimelineTable.Key SLIDING = new TimelineTable.Key("acme", "shop", "sliding");
    private static final TimelineTable.Key VISITS = new TimelineTable.Key("acme", "shop", "visits");
    private static final int FIRST = 1_000_001;

    private final WorldInMemory memory = new WorldInMemory();
    private final Facts facts = WorldInMemory.facts();
    private int runs;

    private Recompute recompute() {
        return new Recompute(
                memory.world(), facts, memory.diary(Run.Kind.RECOMPUTE, new UUID(0x1000, ++runs)), PATIENCE);
    }

    private List<Assignment> assignments(String from, String until, String... rollups) {
        return Recompute.assignments(facts, WorldInMemory.request(from, until, rollups), 7, memory.now);
    }

    private List<Assignment> aDay() {
        return assignments("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "hourly");
    }

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

    @ParameterizedTest
    @ValueSource(strings = {"announce", "cuts", "archive", "write"})
    void shouldCleanUpAfterARunThatWasKilled(String step) throws Exception {
        // Given
        memory.failing.add("die at " + step);
        assertThatThrownBy(() -> recompute().publish(aDay(), 1)).hasMessage("killed");
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsExactly(State.COMPUTING);
        memory.dead = false;
        memory.failing.clear();

        // When: too early
        memory.of(Duration.ofSeconds(59));
        assertThatThrownBy(() -> recompute().publish(aDay(), 1))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(new UUID(0x1000, 1).toString())
                .hasMessageContaining("someone");

        // When: it counts as dead
        memory.of(Duration.ofSeconds(2));
        recompute().publish(aDay(), 1);

        // Then
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsExactly(State.WITHDRAWN, State.PUBLISHED);
        assertThat(memory.fed(HOURLY)).containsExactly(FIRST + 1);
        assertThat(memory.deleted).containsExactly(FIRST);
        assertThat(memory.find("acme", new UUID(0x1000, 1)).map(Run::state)).contains(Run.State.FAILED);
    }

    /** Of two rollups, both computed: dies before the n-th change that publishes. */
    private UUID killedWhilePublishing(int nth) throws Exception {
        memory.dyingBefore = nth;
        assertThatThrownBy(() -> recompute().publish(twoRollups(), 1)).hasMessageContaining("killed");
        memory.dead = false;
        memory.dyingBefore = 0;
        return new UUID(0x1000, runs);
    }

    private List<Assignment> twoRollups() {
        return assignments("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "hourly", "sliding");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldPublishTheRestOfARunThatWasKilledWhileItPublished(int nth) throws Exception {
        // Given
        UUID killed = killedWhilePublishing(nth);
        assertThat(memory.entries(HOURLY))
                .extracting(Entry::state)
                .containsExactly(nth == 1 ? State.COMPUTING : State.PUBLISHED);
        assertThat(memory.entries(SLIDING)).extracting(Entry::state).containsExactly(State.COMPUTING);
        assertThat(memory.find("acme", killed).map(Run::state)).contains(Run.State.WRITTEN);

        // When: it counts as dead, and another run of the pipeline begins
        memory.of(Duration.ofSeconds(61));
        recompute().shadow(assignments("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z", "hourly"));

        // Then
        for (TimelineTable.Key key : List.of(HOURLY, SLIDING)) {
            assertThat(memory.read(key).layers()).extracting(Layer::generation).containsExactly(FIRST);
            assertThat(memory.fed(key)).as("goes on being fed").containsExactly(FIRST);
        }
        assertThat(memory.deleted).as("of the shadow").containsExactly(FIRST + 1);
        assertThat(memory.find("acme", killed).map(Run::state)).contains(Run.State.PUBLISHED);
    }

    @Test
    void shouldSayThatARunPublishedWhichWasKilledWhenItHad() throws Exception {
        // Given: both are published, and it could not say so any more
        UUID killed = new UUID(0x1000, 1);
        recompute().publish(twoRollups(), 1);
        assertThat(memory.find("acme", killed).map(Run::state)).contains(Run.State.WRITTEN);

        // When
        memory.of(Duration.ofSeconds(61));
        recompute().shadow(assignments("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z", "hourly"));

        // Then
        assertThat(memory.find("acme", killed).map(Run::state)).contains(Run.State.PUBLISHED);
        assertThat(memory.read(HOURLY).layers()).hasSize(1);
    }

    @Test
    void shouldLeaveARunToItselfThatPublishes() throws Exception {
        // Given
        UUID paused = killedWhilePublishing(2);

        // When
        memory.of(Duration.ofSeconds(59));
        recompute().shadow(assignments("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z", "hourly"));

        // Then
        assertThat(memory.entries(SLIDING)).extracting(Entry::state).containsExactly(State.COMPUTING);
        assertThat(memory.find("acme", paused).map(Run::state)).contains(Run.State.WRITTEN);
    }

    @Test
    void shouldPublishTheRestLaterWhereThatFailsInBetween() throws Exception {
        // Given: the second is not published, and no process is killed
        memory.refusingAt = 2;
        Diary diary = memory.diary(Run.Kind.RECOMPUTE, new UUID(0x1000, 50));
        assertThatThrownBy(() -> new Recompute(memory.world(), facts, diary, PATIENCE).publish(twoRollups(), 1))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("PUBLISHED failed");
        diary.end(Run.State.FAILED, "PUBLISHED failed");
        memory.refusingAt = 0;
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsExactly(State.PUBLISHED);

        // When
        memory.of(Duration.ofSeconds(61));
        recompute().publish(twoRollups(), 1);

        // Then
        for (TimelineTable.Key key : List.of(HOURLY, SLIDING)) {
            assertThat(memory.read(key).layers()).extracting(Layer::generation).containsExactly(FIRST, FIRST + 1);
        }
    }

    @Test
    void shouldPublishNothingOfARunThatWasTakenForDeadBeforeItHadWritten() throws Exception {
        // Given: another run withdraws what it began first while it computes, and it is killed when it finds out
        memory.duringWrite = () -> {
            Entry mine = memory.entries(HOURLY).get(0);
            memory.change(HOURLY, memory.read(HOURLY), List.of(mine.as(State.WITHDRAWN, 0)));
        };
        memory.failing.add("die at takes back what it wrote");
        assertThatThrownBy(() -> recompute().publish(twoRollups(), 1)).hasMessage("killed");
        assertThat(memory.find("acme", new UUID(0x1000, 1)).map(Run::state)).contains(Run.State.WRITTEN);
        assertThat(memory.entries(SLIDING)).extracting(Entry::state).containsExactly(State.COMPUTING);
        memory.dead = false;
        memory.failing.clear();
        memory.duringWrite = () -> {};

        // When
        memory.of(Duration.ofSeconds(61));
        recompute().shadow(assignments("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z", "hourly"));

        // Then
        assertThat(memory.read(HOURLY).layers()).isEmpty();
        assertThat(memory.entries(SLIDING)).extracting(Entry::state).containsExactly(State.WITHDRAWN);
        assertThat(memory.fed(SLIDING)).isEmpty();
    }

    @Test
    void shouldStopFeedsThatACleanUpLeftBehind() throws Exception {
        // Given: withdrawn, and killed before the feed was removed
        memory.failing.add("write");
        memory.failing.add("die at remove");
        assertThatThrownBy(() -> recompute().publish(aDay(), 1)).hasMessage("write failed");
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsExactly(State.WITHDRAWN);
        assertThat(memory.fed(HOURLY)).containsExactly(FIRST);
        memory.dead = false;
        memory.failing.clear();

        // When
        recompute().publish(aDay(), 1);

        // Then
        assertThat(memory.fed(HOURLY)).containsExactly(FIRST + 1);
    }

    @Test
    void shouldNotPublishWhatWasTakenForDead() {
        // Given: another run cleans up while this one computes
        memory.duringWrite = () -> {
            Entry mine = memory.entries(HOURLY).get(0);
            memory.change(HOURLY, memory.read(HOURLY), List.of(mine.as(State.WITHDRAWN, 0)));
        };

        // When
        assertThatThrownBy(() -> recompute().publish(aDay(), 1))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("for dead");

        // Then
        assertThat(memory.entries(HOURLY)).extracting(Entry::state).containsExactly(State.WITHDRAWN);
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
    void shouldTakeBackWhatWasPublishedLast() throws Exception {
        // Given
        recompute().publish(aDay(), 1);
        recompute().publish(aDay(), 1);

        // When
        Entry withdrawn = new Rollback(memory.world(), facts, memory.diary(Run.Kind.ROLLBACK, new UUID(0x1000, 99)))
                .run("hourly");

        // Then
        assertThat(withdrawn.layer().generation()).isEqualTo(FIRST + 1);
        assertThat(memory.read(HOURLY).layers())
                .extracting(layer -> layer.generation())
                .containsExactly(FIRST);
        assertThat(memory.fed(HOURLY)).containsExactly(FIRST);
    }

    @Test
    void shouldRefuseToTakeBackWhereNothingWasPublished() {
        // When
        assertThatThrownBy(
                        () -> new Rollback(memory.world(), facts, memory.diary(Run.Kind.ROLLBACK, new UUID(0x1000, 99)))
                                .run("hourly"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Nothing that was recomputed serves shop/hourly");
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
