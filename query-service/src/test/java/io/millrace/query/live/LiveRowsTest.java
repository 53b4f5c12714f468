package io.millrace.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows as they change, told once each. */
class LiveRowsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final RollupRow.Partition ROLLUP =
            new RollupRow.Partition(Gpon.TENANT, Gpon.PIPELINE, Gpon.ROLLUP, 0, 0, 0);

    private final SettableClock clock = new SettableClock(NOW);
    private final List<RollupRow.Key> read = new ArrayList<>();
    private List<LiveRow> stored = List.of();
    private final LiveRows rows = new LiveRows(
            ROLLUP,
            key -> {
                read.add(key);
                return stored;
            },
            clock);

    private static RollupRow.Key key(String rollup, GroupKey group, long start, long part) {
        return new RollupRow.Key(
                new RollupRow.Partition(Gpon.TENANT, Gpon.PIPELINE, rollup, 1, start / 1_000, 3), group, start, part);
    }

    private void change(String province, long start, long part) {
        rows.changed(key(Gpon.ROLLUP, Gpon.group(province, 1), start, part));
    }

    private static LiveRow row(long start, String json) {
        return new LiveRow(start, Gpon.group("A", 1), json);
    }

    private void pass(Duration time) {
        clock.set(clock.instant().plus(time));
    }

    @Test
    void shouldTellARowAMomentAfterItChanged() {
        // Given
        stored = List.of(row(0, "one"));
        change("A", 0, 0);

        // Then
        assertThat(rows.next(10)).isEmpty();
        pass(ChangedPlaces.SOON);
        assertThat(rows.next(10)).containsExactly("one");
        assertThat(rows.next(10)).isEmpty();
    }

    @Test
    void shouldReadOncePerPlaceHoweverOftenItChanged() {
        // When: all parts of one row, and another window
        change("A", 0, 0);
        change("A", 0, 0);
        change("A", 0, 17);
        change("A", 1_000, 0);
        pass(ChangedPlaces.SOON);
        rows.next(10);

        // Then
        assertThat(read).extracting(RollupRow.Key::windowStart).containsExactly(0L, 1_000L);
    }

    @Test
    void shouldLookAgainSinceARowIsStoredLaterThanItIsTold() {
        // Given: read before it was stored
        stored = List.of(row(0, "old"));
        change("A", 0, 0);
        pass(ChangedPlaces.SOON);
        rows.next(10);

        // When
        stored = List.of(row(0, "new"));
        pass(Duration.ofSeconds(4));
        List<String> second = rows.next(10);
        stored = List.of(row(0, "newest"));
        pass(Duration.ofSeconds(30));
        List<String> third = rows.next(10);

        // Then: and no more after that
        assertThat(second).containsExactly("new");
        assertThat(third).containsExactly("newest");
        pass(Duration.ofHours(1));
        assertThat(rows.next(10)).isEmpty();
        assertThat(read).hasSize(3);
    }

    @Test
    void shouldNotTellWhatIsAsItWas() {
        // Given
        stored = List.of(row(0, "one"), row(300_000, "two"));
        change("A", 0, 0);
        pass(ChangedPlaces.SOON);
        rows.next(10);

        // When
        stored = List.of(row(0, "one"), row(300_000, "three"));
        change("A", 300_000, 0);
        pass(ChangedPlaces.SOON);

        // Then
        assertThat(rows.next(10)).containsExactly("three");
    }

    @Test
    void shouldPassOverOtherRollups() {
        // When
        rows.changed(key("total", Gpon.group("A", 1), 0, 0));
        pass(Duration.ofMinutes(1));

        // Then
        assertThat(rows.next(10)).isEmpty();
        assertThat(read).isEmpty();
    }

    @Test
    void shouldReadNoFurtherOnceThereIsEnoughToTell() {
        // Given: each place is read to a row of its own
        LiveRows many = new LiveRows(ROLLUP, key -> List.of(row(key.windowStart(), "row")), clock);
        for (int window = 0; window < 40; window++) {
            many.changed(key(Gpon.ROLLUP, Gpon.group("A", 1), window, 0));
        }
        pass(ChangedPlaces.SOON);

        // When
        int first = many.next(1).size();
        int rest = many.next(1_000).size();

        // Then
        assertThat(first).isBetween(1, 20);
        assertThat(first + rest).isEqualTo(40);
    }

    @Test
    void shouldNotHoldForEverWhatItHasRead() {
        // Given: twice as many places as are held, read as they change
        for (int window = 0; window < 2 * LiveRows.MOST; window++) {
            change("A", window, 0);
            if (window % 1_000 == 999) {
                pass(ChangedPlaces.SOON);
                rows.next(10);
            }
        }
        int before = read.size();

        // When: all are looked at again that are remembered
        pass(Duration.ofMinutes(1));
        rows.next(10);

        // Then
        assertThat(rows.gap()).isEmpty();
        assertThat(before).isEqualTo(2 * LiveRows.MOST);
        assertThat(read.size() - before).isBetween(1, LiveRows.MOST);
    }

    @Test
    void shouldSayThatMoreChangedThanItFollows() {
        // Given
        for (int window = 0; window < LiveRows.MOST; window++) {
            change("A", window, 0);
        }
        Optional<String> full = rows.gap();

        // When
        change("A", 0, 0);
        Optional<String> again = rows.gap();
        change("A", LiveRows.MOST, 0);

        // Then
        assertThat(full).isEmpty();
        assertThat(again).isEmpty();
        assertThat(rows.gap()).hasValueSatisfying(reason -> assertThat(reason).contains("10000 rows"));
    }

    @Test
    void shouldSayThatChangesWereMissed() {
        // When
        rows.missed();

        // Then
        assertThat(rows.gap()).hasValueSatisfying(reason -> assertThat(reason).contains("Kafka"));
    }
}
