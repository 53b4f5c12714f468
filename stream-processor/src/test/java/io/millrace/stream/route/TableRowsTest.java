package io.millrace.stream.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.TableRecords.Content;
import io.millrace.model.event.EventId;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.table.RowVersion;
import io.millrace.model.table.TableRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableRowsTest {
    private static Content content(long eventTime, long id, int bytes) {
        return new Content(
                "p", 0, "k string;", new RowVersion(eventTime, new EventId(0, id)), new GroupKey(new byte[bytes]));
    }

    private static TableRow.Key key(int number) {
        return new TableRow.Key("acme", "t", new GroupKey(new byte[] {1, (byte) number}), new GroupKey(new byte[] {0}));
    }

    private static Map<TableRow.Key, Content> drained(TableRows rows) {
        Map<TableRow.Key, Content> drained = new HashMap<>();
        rows.drainTo(drained::put);
        return drained;
    }

    @Test
    void shouldKeepTheNewestOfEachKeyInWhateverOrderTheyCome() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            // Given
            List<Content> contents = new ArrayList<>();
            for (int number = 0; number < 8; number++) {
                contents.add(content(random.nextInt(3), random.nextInt(3_000), 4));
            }
            Content newest =
                    Collections.max(contents, (left, right) -> left.version().compareTo(right.version()));
            Collections.shuffle(contents, random);
            TableRows rows = new TableRows();
            // When
            contents.forEach(content -> rows.add(key(1), content));
            rows.add(key(2), contents.get(0));
            // Then
            Map<TableRow.Key, Content> drained = drained(rows);
            assertThat(drained)
                    .hasSize(2)
                    .containsEntry(key(2), contents.get(0))
                    .hasEntrySatisfying(
                            key(1), kept -> assertThat(kept.version()).isEqualTo(newest.version()));
        }
    }

    @Test
    void shouldWeighWhatItHoldsAndNothingOnceItIsDrained() {
        // Given
        TableRows rows = new TableRows();
        rows.add(key(1), content(1, 0, 10));
        long one = rows.bytes();
        // When
        rows.add(key(1), content(2, 0, 25));
        rows.add(key(1), content(1, 0, 900));
        // Then
        assertThat(rows.bytes()).isEqualTo(one + 15);
        assertThat(drained(rows)).hasSize(1);
        assertThat(rows.bytes()).isZero();
        assertThat(drained(rows)).isEmpty();
    }
}
