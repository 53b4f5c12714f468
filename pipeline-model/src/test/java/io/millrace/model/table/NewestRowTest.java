package io.millrace.model.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.event.EventId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows written with the write times of their events, in any order and any number of times, leave the row of the newest event. */
class NewestRowTest {
    private static final List<String> COLUMNS = List.of("a", "b", "c");

    /** A row as it is written: a null is written too. */
    private record Written(RowVersion version, Map<String, @Nullable Integer> values) {}

    /** One row of a table that reconciles each cell by itself, as Cassandra does. */
    private static final class Cells {
        private final Map<String, Cell> cells = new HashMap<>();

        private record Cell(long writeTime, @Nullable Integer value) {}

        void write(Written row) {
            long time = row.version().writeTime();
            row.values().forEach((column, value) -> {
                Cell former = cells.get(column);
                if (former == null
                        || former.writeTime() < time
                        || (former.writeTime() == time && wins(value, former))) {
                    cells.put(column, new Cell(time, value));
                }
            });
        }

        /** Of one write time: a null before all, then the greatest value. */
        private static boolean wins(@Nullable Integer value, Cell former) {
            return former.value() != null && (value == null || value > former.value());
        }

        Map<String, @Nullable Integer> values() {
            Map<String, @Nullable Integer> values = new HashMap<>();
            cells.forEach((column, cell) -> values.put(column, cell.value()));
            return values;
        }
    }

    @Property
    void shouldLeaveTheRowOfTheNewestEventInAnyOrderAndHoweverOften(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int events,
            @ForAll @IntRange(min = 1, max = 20) int times) {
        // Given
        Random random = new Random(seed);
        List<Written> rows = new ArrayList<>();
        Set<Long> writeTimes = new HashSet<>();
        while (rows.size() < events) {
            RowVersion version =
                    new RowVersion(random.nextInt(times) - 3, EventId.fresh(1, random.nextLong(), random.nextLong()));
            // Two of one write time are another matter, see below.
            if (writeTimes.add(version.writeTime())) {
                rows.add(new Written(version, values(random)));
            }
        }
        List<Written> writes = new ArrayList<>(rows);
        for (int copy = 0; copy < events; copy++) {
            writes.add(rows.get(random.nextInt(events)));
        }
        Collections.shuffle(writes, random);
        // When
        Cells cells = new Cells();
        writes.forEach(cells::write);
        // Then
        Written newest = Collections.max(rows, (left, right) -> left.version().compareTo(right.version()));
        assertThat(cells.values()).isEqualTo(newest.values());
        assertThat(rows).allSatisfy(row -> assertThat(row.version().eventTime())
                .isLessThanOrEqualTo(newest.version().eventTime()));
    }

    private static Map<String, @Nullable Integer> values(Random random) {
        Map<String, @Nullable Integer> values = new HashMap<>();
        COLUMNS.forEach(column -> values.put(column, random.nextInt(4) == 0 ? null : random.nextInt(10)));
        return values;
    }

    @Property
    void shouldOrderVersionsAsTheirWriteTimes(
            @ForAll @IntRange(min = -9, max = 9) int left,
            @ForAll @IntRange(min = -9, max = 9) int right,
            @ForAll long random) {
        RowVersion one = new RowVersion(left, EventId.fresh(1, random, random));
        RowVersion other = new RowVersion(right, EventId.fresh(1, random, ~random));

        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(-Integer.signum(other.compareTo(one)));
        if (one.writeTime() != other.writeTime()) {
            assertThat(one.compareTo(other) > 0).isEqualTo(one.writeTime() > other.writeTime());
        }
        assertThat(one.compareTo(new RowVersion(left, one.id()))).isZero();
    }

    @Test
    void shouldKeepWriteTimesAsTheyAreStored() {
        EventId id = new EventId(0x8000L, 0x8000000000000000L | 1_234_567);

        assertThat(new RowVersion(0, id).writeTime()).isEqualTo(Long.remainderUnsigned(id.low(), 1_000));
        assertThat(new RowVersion(1_700_000_000_000L, new EventId(0, 999)).writeTime())
                .isEqualTo(1_700_000_000_000_999L);
        assertThat(new RowVersion(-1, new EventId(0, 1_001)).writeTime()).isEqualTo(-999);
        assertThatThrownBy(() -> new RowVersion(Long.MAX_VALUE / 100, id).writeTime())
                .isInstanceOf(ArithmeticException.class);
    }
}
