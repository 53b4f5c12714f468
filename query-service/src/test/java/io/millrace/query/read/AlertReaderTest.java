package io.millrace.query.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.alert.AlertRow;
import io.millrace.model.alert.AlertRow.State;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import io.millrace.query.data.StoredAlerts;
import io.millrace.query.request.AlertPosition;
import io.millrace.query.request.AlertQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class AlertReaderTest {
    private static final List<String> PIPELINES = List.of("b", "a", "c");

    private final List<AlertRow> stored = new ArrayList<>();

    /** Counts what is read. */
    private final class Source implements AlertSource {
        private final StoredAlerts alerts = new StoredAlerts(stored);
        private int read;

        @Override
        public CompletionStage<List<AlertRow>> read(
                String tenant, AlertPosition after, Optional<String> alert, int most) {
            return alerts.read(tenant, after, alert, most).whenComplete((rows, failure) -> read += rows.size());
        }
    }

    private void store(String pipeline, String alert, int group, State state) {
        ByteWriter key = new ByteWriter();
        key.writeIntBigEndian(group);
        stored.add(new AlertRow(
                new AlertRow.Key("acme", pipeline, "total", 1, alert, new GroupKey(key.toByteArray())),
                state,
                "{}",
                0,
                1,
                0,
                1,
                "{}",
                group,
                0));
    }

    private static AlertQuery query(
            Optional<String> alert, Optional<State> state, int limit, Optional<AlertPosition> after) {
        return new AlertQuery("acme", PIPELINES, alert, state, limit, "", after);
    }

    private static List<AlertRow> pages(AlertReader reader, Optional<String> alert, Optional<State> state, int limit) {
        List<AlertRow> all = new ArrayList<>();
        Optional<AlertPosition> after = Optional.empty();
        do {
            AlertPage page = reader.read(query(alert, state, limit, after));
            assertThat(page.alerts()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.alerts());
            after = page.next();
        } while (after.isPresent());
        return all;
    }

    @Test
    void shouldReadEachAlertOnceInTheOrderOfPipelinesAlertsAndGroups() {
        // Given
        for (String pipeline : List.of("a", "b", "c")) {
            for (String alert : List.of("x", "y")) {
                for (int group = 0; group < 7; group++) {
                    store(pipeline, alert, group, group % 2 == 0 ? State.FIRING : State.RESOLVED);
                }
            }
        }
        AlertReader reader = new AlertReader(new StoredAlerts(stored), ReadLimits.DEFAULT);
        for (int limit = 1; limit < 45; limit++) {
            // When, Then
            assertThat(pages(reader, Optional.empty(), Optional.empty(), limit)).isEqualTo(stored);
            assertThat(pages(reader, Optional.of("y"), Optional.of(State.RESOLVED), limit))
                    .isEqualTo(stored.stream()
                            .filter(row -> row.key().alert().equals("y") && row.state() == State.RESOLVED)
                            .toList());
        }
    }

    @Test
    void shouldReadNoMoreThanAPageAndOne() {
        // Given
        for (int group = 0; group < 5_000; group++) {
            store("a", "x", group, State.FIRING);
        }
        Source source = new Source();
        // When
        AlertPage page = new AlertReader(source, ReadLimits.DEFAULT)
                .read(query(Optional.empty(), Optional.empty(), 100, Optional.empty()));
        // Then
        assertThat(page.alerts()).hasSize(100);
        assertThat(source.read).isEqualTo(101);
    }

    @Test
    void shouldEndAPageEarlyWhenMuchWasLookedAtInVain() {
        // Given
        for (int group = 0; group < 70_000; group++) {
            store("b", "x", group, State.RESOLVED);
        }
        store("c", "x", 1, State.FIRING);
        Source source = new Source();
        AlertReader reader = new AlertReader(source, ReadLimits.DEFAULT);
        // When
        AlertPage page = reader.read(query(Optional.empty(), Optional.of(State.FIRING), 100, Optional.empty()));
        // Then
        assertThat(page.alerts()).isEmpty();
        assertThat(page.next()).isPresent();
        assertThat(source.read).isLessThan(70_000);
        assertThat(reader.read(query(Optional.empty(), Optional.of(State.FIRING), 100, page.next()))
                        .alerts())
                .hasSize(1);
    }
}
