package io.millrace.stream.dedupe;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.EventId;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

final class IdFiltersTest {
    private static final long ONE = 1;
    private static final long OTHER = -1;
    private static final long HUGE = 1L << 40;
    private static final long KEEP_ALL = Long.MIN_VALUE;

    private final KeyValueStore<Bytes, byte[]> store = IdStores.inMemory();

    private static EventId id(int number) {
        Random random = new Random(number);
        return new EventId(random.nextLong(), random.nextLong());
    }

    /** Puts ids into the store as a former task did. */
    private void store(long pipeline, int from, int to) {
        SeenIds former = new SeenIds(store, 0);
        for (int number = from; number < to; number++) {
            former.recordAndTellFirst(pipeline, id(number), 0, 1_000);
        }
        former.drain(identity -> KEEP_ALL);
    }

    private static long hash(int number) {
        return IdBloom.hash(id(number).high(), id(number).low());
    }

    private static boolean mayBeStored(IdFilters filters, long pipeline, int number) {
        return filters.mayBeStored(pipeline, hash(number));
    }

    private static int mayBeStored(IdFilters filters, long pipeline, int from, int to) {
        int count = 0;
        for (int number = from; number < to; number++) {
            count += mayBeStored(filters, pipeline, number) ? 1 : 0;
        }
        return count;
    }

    @Test
    void shouldNeverRuleOutWhatWasAddedAndRuleOutNearlyAllElse() {
        // Given
        IdFilters filters = new IdFilters(store, HUGE);

        // When
        for (int number = 0; number < 100_000; number++) {
            filters.add(ONE, hash(number), number);
        }

        // Then
        assertThat(mayBeStored(filters, ONE, 0, 100_000)).isEqualTo(100_000);
        assertThat(mayBeStored(filters, ONE, 100_000, 200_000)).isLessThan(1_000);
        assertThat(mayBeStored(filters, OTHER, 0, 100_000)).isZero();
    }

    @Test
    void shouldLookUpEverythingUntilItHasReadTheStore() {
        // Given
        store(ONE, 0, 100_000);
        store(OTHER, 100_000, 100_001);
        IdFilters filters = new IdFilters(store, HUGE, 40_000);

        // When / Then: about as many are read at the first event and at each drain
        assertThat(mayBeStored(filters, ONE, 200_000, 201_000)).isEqualTo(1_000);
        filters.drained(pipeline -> KEEP_ALL);
        assertThat(mayBeStored(filters, ONE, 200_000, 201_000)).isEqualTo(1_000);
        filters.drained(pipeline -> KEEP_ALL);
        assertThat(mayBeStored(filters, ONE, 200_000, 201_000)).isLessThan(20);
        assertThat(mayBeStored(filters, ONE, 0, 100_000)).isEqualTo(100_000);
        assertThat(mayBeStored(filters, OTHER, 100_000)).isTrue();
        assertThat(mayBeStored(filters, OTHER, 0)).isFalse();
    }

    @Test
    void shouldKnowWhatIsAddedWhileItReads() {
        // Given
        store(ONE, 0, 60_000);
        IdFilters filters = new IdFilters(store, HUGE, 40_000);
        assertThat(mayBeStored(filters, ONE, 60_000, 61_000)).isEqualTo(1_000);

        // When
        filters.add(ONE, hash(60_000), 5);
        store(ONE, 60_000, 60_001);
        filters.drained(pipeline -> KEEP_ALL);

        // Then
        assertThat(mayBeStored(filters, ONE, 60_000)).isTrue();
        assertThat(mayBeStored(filters, ONE, 60_001, 61_000)).isLessThan(20);
    }

    @Test
    void shouldStopReadingWhatDoesNotFit() {
        // Given
        store(ONE, 0, 100_000);
        IdFilters filters = new IdFilters(store, 50_000);

        // When / Then
        assertThat(mayBeStored(filters, ONE, 200_000, 201_000)).isEqualTo(1_000);
        filters.drained(pipeline -> KEEP_ALL);
        assertThat(mayBeStored(filters, ONE, 200_000, 201_000)).isEqualTo(1_000);
    }

    @Test
    void shouldForgetWhatIsTooOld() {
        // Given
        IdFilters filters = new IdFilters(store, HUGE);
        for (int number = 0; number < 1_000; number++) {
            filters.add(ONE, hash(number), number);
        }

        // When
        filters.drained(pipeline -> 200L);
        Set<Integer> known = new HashSet<>();
        for (int number = 0; number < 1_000; number++) {
            if (mayBeStored(filters, ONE, number)) {
                known.add(number);
            }
        }

        // Then: whole filters go, never an id that matters
        assertThat(known).contains(200, 999);
        for (int number = 200; number < 1_000; number++) {
            assertThat(known).contains(number);
        }
        filters.drained(pipeline -> 900L);
        assertThat(mayBeStored(filters, ONE, 0, 200)).isLessThan(20);
    }

    @Test
    void shouldLookUpEverythingOfAPipelineThatDoesNotFit() {
        // Given
        IdFilters filters = new IdFilters(store, 4_000);

        // When
        for (int number = 0; number < 10_000; number++) {
            filters.add(ONE, hash(number), number);
        }
        filters.add(OTHER, hash(0), 0);

        // Then
        assertThat(mayBeStored(filters, ONE, 10_000, 11_000)).isEqualTo(1_000);
        assertThat(mayBeStored(filters, OTHER, 0)).isTrue();
        assertThat(mayBeStored(filters, OTHER, 1, 1_000)).isLessThan(20);
    }

    @Test
    void shouldReadTheStoreAgainAfterItWasDiscarded() {
        // Given
        IdFilters filters = new IdFilters(store, HUGE);
        filters.add(ONE, hash(0), 0);
        store(ONE, 1, 2);

        // When
        filters.discard();

        // Then
        assertThat(mayBeStored(filters, ONE, 0)).isFalse();
        assertThat(mayBeStored(filters, ONE, 1)).isTrue();
    }

    @Test
    void shouldForgetAPipelineThatIsNoMore() {
        // Given
        IdFilters filters = new IdFilters(store, HUGE);
        filters.add(ONE, hash(0), 0);

        // When
        filters.drained(pipeline -> Long.MAX_VALUE);

        // Then
        assertThat(mayBeStored(filters, ONE, 0)).isFalse();
    }
}
