package io.millrace.stream.dedupe;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.EventId;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

final class SeenIdsTest {
    private static final long LATENESS = 1_000;
    private static final long ONE = 1;
    private static final long LAST = -1;

    private final KeyValueStore<Bytes, byte[]> store = IdStores.inMemory();
    private final SeenIds seenIds = new SeenIds(store, 1 << 20);

    private static EventId id(int number) {
        byte[] digest = new byte[EventId.LENGTH];
        new Random(number).nextBytes(digest);
        return EventId.derived(digest);
    }

    private long storedIds() {
        long count = 0;
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                count += IdKeys.isChunk(all.next().key) ? 0 : 1;
            }
        }
        return count;
    }

    private void fill(long pipeline, int from, int to, long appendTime) {
        for (int number = from; number < to; number++) {
            assertThat(seenIds.recordAndTellFirst(pipeline, id(number), appendTime, LATENESS))
                    .isTrue();
        }
    }

    @Test
    void shouldKnowAnIdInMemoryAndInTheStore() {
        // Given
        fill(ONE, 0, 1, 0);
        // When / Then
        assertThat(seenIds.recordAndTellFirst(ONE, id(0), LATENESS, LATENESS)).isFalse();
        seenIds.drain(pipeline -> Long.MIN_VALUE);
        assertThat(seenIds.recordAndTellFirst(ONE, id(0), 2 * LATENESS, LATENESS))
                .isFalse();
        seenIds.drain(pipeline -> Long.MIN_VALUE);
        assertThat(seenIds.recordAndTellFirst(ONE, id(0), 3 * LATENESS + 1, LATENESS))
                .isTrue();
    }

    @Test
    void shouldKeepPipelinesApart() {
        // Given
        fill(ONE, 0, 1, 0);
        // When / Then
        assertThat(seenIds.recordAndTellFirst(LAST, id(0), 0, LATENESS)).isTrue();
    }

    @Test
    void shouldForgetWhatWasNotDrained() {
        // Given
        fill(ONE, 0, 1, 0);
        // When
        seenIds.discard();
        // Then
        assertThat(seenIds.recordAndTellFirst(ONE, id(0), 0, LATENESS)).isTrue();
    }

    @Test
    void shouldPurgeWhatIsTooOldOfPipelinesThatAreKnown() {
        // Given
        fill(ONE, 0, 3_000, 0);
        fill(LAST, 0, 3_000, 0);
        fill(7, 0, 3_000, 0);
        Map<Long, Long> forgetBefore = new HashMap<>(Map.of(ONE, 0L, LAST, 0L));
        seenIds.drain(pipeline -> forgetBefore.getOrDefault(pipeline, Long.MIN_VALUE));
        assertThat(storedIds()).isEqualTo(9_000);
        // When
        forgetBefore.replaceAll((pipeline, before) -> 1L);
        for (int round = 1; round <= 10; round++) {
            fill(ONE, 3_000 * round, 3_000 * (round + 1), 5_000);
            seenIds.drain(pipeline -> forgetBefore.getOrDefault(pipeline, Long.MIN_VALUE));
        }
        // Then: what is new, and the ids of the pipeline of which nothing is known
        assertThat(storedIds()).isEqualTo(30_000 + 3_000);
    }

    @Test
    void shouldHoldNoMoreThanMattersWhileManyPipelinesGoOn() {
        // Given
        int pipelines = 20;
        int idsADrain = 100;
        int drainsThatMatter = 10;
        int number = 0;
        for (int drain = 0; drain < 300; drain++) {
            // When
            for (int pipeline = 0; pipeline < pipelines; pipeline++) {
                fill(pipeline, number, number + idsADrain, drain);
                number += idsADrain;
            }
            long before = (long) drain - drainsThatMatter + 1;
            seenIds.drain(pipeline -> before);
        }
        // Then
        assertThat(storedIds()).isLessThanOrEqualTo(2L * drainsThatMatter * pipelines * idsADrain);

        // And: more of it is too old at once, as when lateness gets shorter
        for (int drain = 300; drain < 320; drain++) {
            for (int pipeline = 0; pipeline < pipelines; pipeline++) {
                fill(pipeline, number, number + idsADrain, drain);
                number += idsADrain;
            }
            long before = drain;
            seenIds.drain(pipeline -> before);
        }
        assertThat(storedIds()).isLessThanOrEqualTo(2L * pipelines * idsADrain);
    }

    @Test
    void shouldKnowEveryIdOfADrainOfManyChunks() {
        // Given
        int ids = 20_000;
        fill(ONE, 0, ids, 0);
        fill(LAST, 0, ids, 0);
        // When
        seenIds.drain(pipeline -> Long.MIN_VALUE);
        // Then
        assertThat(storedIds()).isEqualTo(2L * ids);
        SeenIds next = new SeenIds(store, 0);
        for (int number = 0; number < ids; number++) {
            assertThat(next.recordAndTellFirst(ONE, id(number), 1, LATENESS)).isFalse();
        }
        assertThat(next.recordAndTellFirst(ONE, id(ids), 1, LATENESS)).isTrue();
    }

    @Test
    void shouldKeepChunksApartThatBeginWithTheSameIdAtTheSameTime() {
        // Given: an id, and a copy of it at the same time
        fill(ONE, 0, 1, 0);
        seenIds.drain(pipeline -> Long.MIN_VALUE);
        assertThat(seenIds.recordAndTellFirst(ONE, id(0), 0, LATENESS)).isFalse();
        // When
        seenIds.drain(pipeline -> Long.MIN_VALUE);
        // Then
        long chunks = 0;
        try (KeyValueIterator<Bytes, byte[]> all = store.range(IdKeys.firstChunk(), IdKeys.lastChunk())) {
            for (; all.hasNext(); all.next()) {
                chunks++;
            }
        }
        assertThat(chunks).isEqualTo(2);
    }

    @Test
    void shouldForgetTheIdsOfPipelinesThatAreNoMoreThoughNothingComes() {
        // Given
        fill(ONE, 0, 30_000, 0);
        fill(LAST, 0, 30_000, 0);
        fill(7, 0, 5_000, 0);
        seenIds.drain(pipeline -> Long.MIN_VALUE);
        // When: four slices are enough
        for (int tick = 0; tick < 4; tick++) {
            seenIds.tick(pipeline -> pipeline == 7 ? Long.MIN_VALUE : Long.MAX_VALUE, 0);
        }
        // Then
        assertThat(storedIds()).isEqualTo(5_000);
        assertThat(seenIds.recordAndTellFirst(ONE, id(0), 0, LATENESS)).isTrue();
        assertThat(seenIds.recordAndTellFirst(7, id(0), 0, LATENESS)).isFalse();
    }

    @Test
    void shouldKnowAnIdThoughItsPipelineWasGoneForAMomentBeforeTheDrain() {
        // Given
        fill(ONE, 0, 1, 0);
        // When
        seenIds.demandRound();
        seenIds.tick(pipeline -> Long.MAX_VALUE, 0);
        fill(ONE, 1, 2, 0);
        seenIds.drain(pipeline -> Long.MIN_VALUE);
        // Then
        assertThat(seenIds.recordAndTellFirst(ONE, id(0), 0, LATENESS)).isFalse();
        assertThat(seenIds.recordAndTellFirst(ONE, id(1), 0, LATENESS)).isFalse();
    }

    @Test
    void shouldAgreeWithAMapWhateverTheNumber() {
        // Given
        RecentIds recent = new RecentIds();
        Map<EventId, Long> truth = new HashMap<>();
        Random random = new Random(3);
        // When
        for (int index = 0; index < 20_000; index++) {
            EventId id = id(random.nextInt(8_000));
            assertThat(recent.put(ONE, id.high(), id.low(), index)).isEqualTo(truth.getOrDefault(id, RecentIds.NONE));
            truth.put(id, (long) index);
        }
        // Then
        Map<EventId, Long> all = new HashMap<>();
        recent.forEach((pipeline, high, low, appendTime) -> all.put(new EventId(high, low), appendTime));
        assertThat(all).isEqualTo(truth);
        assertThat(recent.size()).isEqualTo(truth.size());
    }
}
