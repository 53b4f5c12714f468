package io.millrace.query.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.uuid.Uuids;
import io.millrace.cassandra.Run;
import io.millrace.query.data.StoredRuns;
import io.millrace.query.request.RunQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RunReaderTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    /** Counts what is read. */
    private static final class Source implements RunSource {
        private final StoredRuns runs;
        private int read;

        Source(List<Run> runs) {
            this.runs = new StoredRuns(runs);
        }

        @Override
        public CompletionStage<List<Run>> read(String tenant, Optional<UUID> olderThan, int most) {
            return runs.read(tenant, olderThan, most).whenComplete((found, failure) -> read += found.size());
        }

        @Override
        public CompletionStage<Optional<Run>> find(String tenant, UUID id) {
            return runs.find(tenant, id);
        }
    }

    private static Run run(int number, Run.Kind kind, Run.State state, Instant heartbeat) {
        return new Run(
                "acme",
                Uuids.startOf(1_000 + number),
                kind,
                "gpon",
                List.of("province_5m"),
                NOW,
                NOW,
                "someone",
                state,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                "",
                List.of(),
                NOW,
                heartbeat,
                Optional.empty());
    }

    private static RunQuery query(Optional<Run.Kind> kind, Optional<Run.State> state, int limit, Optional<UUID> after) {
        return new RunQuery("acme", Optional.empty(), kind, state, limit, "", after);
    }

    private static List<Run> pages(RunReader reader, Optional<Run.Kind> kind, Optional<Run.State> state, int limit) {
        List<Run> all = new ArrayList<>();
        Optional<UUID> after = Optional.empty();
        do {
            RunPage page = reader.read(query(kind, state, limit, after), NOW);
            assertThat(page.runs()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.runs());
            after = page.next();
        } while (after.isPresent());
        return all;
    }

    @Test
    void shouldReadEachRunOnceTheNewestFirst() {
        // Given
        List<Run> newestFirst = IntStream.range(0, 20)
                .map(index -> 19 - index)
                .mapToObj(number ->
                        run(number, number % 3 == 0 ? Run.Kind.COMPACT : Run.Kind.RECONCILE, Run.State.DONE, NOW))
                .toList();
        RunReader reader = new RunReader(new StoredRuns(newestFirst), ReadLimits.DEFAULT);
        for (int limit = 1; limit < 23; limit++) {
            // When, Then
            assertThat(pages(reader, Optional.empty(), Optional.empty(), limit)).isEqualTo(newestFirst);
            assertThat(pages(reader, Optional.of(Run.Kind.COMPACT), Optional.empty(), limit))
                    .isEqualTo(newestFirst.stream()
                            .filter(run -> run.kind() == Run.Kind.COMPACT)
                            .toList());
        }
    }

    @Test
    void shouldTellTheDeadFromThoseAtWork() {
        // Given
        Run alive = run(
                1,
                Run.Kind.RECOMPUTE,
                Run.State.COMPUTING,
                NOW.minus(Run.SILENCE).plusMillis(1));
        Run dead = run(2, Run.Kind.RECOMPUTE, Run.State.COMPUTING, NOW.minus(Run.SILENCE));
        RunReader reader = new RunReader(new StoredRuns(alive, dead), ReadLimits.DEFAULT);

        // Then
        assertThat(pages(reader, Optional.empty(), Optional.of(Run.State.COMPUTING), 5))
                .containsExactly(alive);
        assertThat(pages(reader, Optional.empty(), Optional.of(Run.State.DEAD), 5))
                .containsExactly(dead);
    }

    @Test
    void shouldReadNoMoreThanAPageAndOne() {
        // Given
        Source source = new Source(IntStream.range(0, 500)
                .mapToObj(number -> run(number, Run.Kind.COMPACT, Run.State.DONE, NOW))
                .toList());

        // When
        RunPage page = new RunReader(source, ReadLimits.DEFAULT)
                .read(query(Optional.empty(), Optional.empty(), 100, Optional.empty()), NOW);

        // Then
        assertThat(page.runs()).hasSize(100);
        assertThat(source.read).isEqualTo(101);
    }

    @Test
    void shouldEndAPageEarlyWhenMuchWasLookedAtInVain() {
        // Given: the one that is asked for is the oldest
        List<Run> runs = new ArrayList<>();
        runs.add(run(0, Run.Kind.ROLLBACK, Run.State.PUBLISHED, NOW));
        IntStream.range(1, 20_000).forEach(number -> runs.add(run(number, Run.Kind.COMPACT, Run.State.DONE, NOW)));
        Source source = new Source(runs);
        RunReader reader = new RunReader(source, ReadLimits.DEFAULT);

        // When
        RunPage page = reader.read(query(Optional.of(Run.Kind.ROLLBACK), Optional.empty(), 10, Optional.empty()), NOW);

        // Then
        assertThat(page.runs()).isEmpty();
        assertThat(page.next()).isPresent();
        assertThat(source.read).isLessThan(20_000);
        assertThat(pages(reader, Optional.of(Run.Kind.ROLLBACK), Optional.empty(), 10))
                .containsExactly(runs.get(0));
    }
}
