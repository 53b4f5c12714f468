package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.sse.Event;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.SettableClock;
import io.millrace.query.live.LiveRow;
import io.millrace.query.live.LiveRows;
import io.millrace.query.read.RowsUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** What one connection is told, round by round. */
class LiveStreamTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final RollupRow.Partition ROLLUP =
            new RollupRow.Partition(Gpon.TENANT, Gpon.PIPELINE, Gpon.ROLLUP, 0, 0, 0);

    private final SettableClock clock = new SettableClock(NOW);
    private final Rounds rounds = new Rounds();
    private final Connection connection = new Connection();
    private int revision;
    private Optional<RuntimeException> failure = Optional.empty();
    private Optional<String> reasonToEnd = Optional.empty();
    private boolean listens = true;
    private final LiveRows rows = new LiveRows(ROLLUP, this::read, clock);
    private final LiveStream stream = LiveStream.open(rows, () -> listens = false, () -> reasonToEnd, rounds);

    /** Runs what is due when the test says so. */
    private static final class Rounds extends ScheduledThreadPoolExecutor {
        private final Queue<Runnable> due = new ArrayDeque<>();

        Rounds() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            if (isShutdown()) {
                throw new RejectedExecutionException("closed");
            }
            due.add(task);
            return super.schedule(() -> {}, 0, unit);
        }

        void next() {
            due.remove().run();
        }
    }

    /** One that takes as many events as it asked for. */
    private static final class Connection implements Subscriber<Event<String>> {
        final List<String> events = new ArrayList<>();
        boolean complete;

        @Override
        public void onSubscribe(Subscription subscription) {}

        @Override
        public void onNext(Event<String> event) {
            events.add(event.getName() + " " + event.getData());
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            complete = true;
        }
    }

    private List<LiveRow> read(RollupRow.Key key) {
        failure.ifPresent(problem -> {
            throw problem;
        });
        return List.of(new LiveRow(key.windowStart(), key.group(), "{" + key.windowStart() + ":" + revision + "}"));
    }

    private void subscribe(long demand) {
        stream.subscribe(connection);
        // The look whether anyone subscribed.
        rounds.next();
        stream.request(demand);
        if (demand > 0) {
            stream.request(1);
            rounds.next();
            assertThat(connection.events).containsExactly("alive {}");
            connection.events.clear();
        }
    }

    private void change(long windowStart) {
        rows.changed(new RollupRow.Key(ROLLUP, Gpon.group("HKD", 1), windowStart, 0));
        clock.set(clock.instant().plus(Duration.ofSeconds(1)));
    }

    @AfterEach
    void close() {
        rounds.shutdownNow();
    }

    @Test
    void shouldTellNoMoreThanTheConnectionTakes() {
        // Given
        subscribe(2);
        for (int window = 0; window < 3; window++) {
            change(window);
        }

        // When
        rounds.next();
        rounds.next();
        List<String> taken = List.copyOf(connection.events);
        stream.request(1);
        rounds.next();

        // Then
        assertThat(taken).containsExactly("row {0:0}", "row {1:0}");
        assertThat(connection.events).containsExactly("row {0:0}", "row {1:0}", "row {2:0}");
    }

    @Test
    void shouldReadNothingForAConnectionThatTakesNothing() {
        // Given
        subscribe(1);
        change(0);
        rounds.next();

        // When: it changes again and again meanwhile
        for (int change = 1; change <= 5; change++) {
            revision = change;
            change(0);
            rounds.next();
        }
        stream.request(10);
        rounds.next();

        // Then: the last is told, once
        assertThat(connection.events).containsExactly("row {0:0}", "row {0:5}");
    }

    @Test
    void shouldSayThatItLivesWhenThereIsNothingToTell() {
        // Given
        subscribe(1);

        // When
        for (int quarter = 0; quarter < 4 * LiveStream.SILENCE.toSeconds(); quarter++) {
            assertThat(connection.events).isEmpty();
            rounds.next();
        }

        // Then
        assertThat(connection.events).containsExactly("alive {}");
    }

    @Test
    void shouldEndWithTheReason() {
        // Given
        subscribe(10);
        reasonToEnd = Optional.of("the key \"k\" was revoked");

        // When
        rounds.next();

        // Then
        assertThat(connection.events).containsExactly("end {\"reason\":\"the key \\\"k\\\" was revoked\"}");
        assertThat(connection.complete).isTrue();
        assertThat(listens).isFalse();
        assertThat(rounds.due).isEmpty();
    }

    @Test
    void shouldEndWhenRowsCantBeRead() {
        // Given
        subscribe(10);
        failure = Optional.of(new RowsUnavailableException("Cassandra can't answer now"));
        change(0);

        // When
        rounds.next();

        // Then
        assertThat(connection.events).containsExactly("end {\"reason\":\"Cassandra can't answer now\"}");
        assertThat(connection.complete).isTrue();
    }

    @Test
    void shouldNotTellWhatTheServicesFaultsAre() {
        // Given
        subscribe(10);
        failure = Optional.of(new IllegalStateException("secret"));
        change(0);

        // When
        rounds.next();

        // Then
        assertThat(connection.events).containsExactly("end {\"reason\":\"the service failed\"}");
    }

    @Test
    void shouldEndWithoutAWordIfNothingIsTaken() {
        // Given
        subscribe(0);
        rows.missed();

        // When
        rounds.next();

        // Then
        assertThat(connection.events).isEmpty();
        assertThat(connection.complete).isTrue();
        assertThat(listens).isFalse();
    }

    @Test
    void shouldTellNothingToWhoeverIsGone() {
        // Given
        subscribe(10);
        change(0);

        // When
        stream.cancel();
        rounds.next();

        // Then
        assertThat(connection.events).isEmpty();
        assertThat(listens).isFalse();
        assertThat(rounds.due).isEmpty();
    }

    @Test
    void shouldNotListenForAConnectionThatNeverCame() {
        // When: the look whether anyone subscribed
        rounds.next();

        // Then
        assertThat(listens).isFalse();
        stream.subscribe(connection);
        assertThat(connection.complete).isTrue();
    }

    @Test
    void shouldEndWhenTheServiceStops() {
        // Given
        subscribe(10);
        rounds.shutdownNow();

        // When
        rounds.next();

        // Then
        assertThat(connection.events).containsExactly("end {\"reason\":\"the service stops\"}");
        assertThat(connection.complete).isTrue();
    }
}
