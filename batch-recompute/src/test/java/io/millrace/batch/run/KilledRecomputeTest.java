package io.millrace.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cassandra.Run;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.State;
import io.millrace.model.rollup.Layer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others do about a recompute that was killed, or taken for dead. */
class KilledRecomputeTest extends RecomputeScenario {
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
}
