package io.millrace.query.data;

import io.millrace.model.alert.AlertRow;
import io.millrace.query.read.AlertSource;
import io.millrace.query.request.AlertPosition;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Alerts in memory, in the order that Cassandra has them. */
public final class StoredAlerts implements AlertSource {
    private static final Comparator<AlertPosition> ORDER = Comparator.comparing(AlertPosition::alert)
            .thenComparing(AlertPosition::rollup)
            .thenComparing(AlertPosition::generation)
            .thenComparing(AlertPosition::group);

    private final List<AlertRow> alerts;

    public StoredAlerts(AlertRow... alerts) {
        this(List.of(alerts));
    }

    public StoredAlerts(List<AlertRow> alerts) {
        this.alerts = alerts.stream()
                .sorted(Comparator.comparing(AlertPosition::after, ORDER))
                .toList();
    }

    @Override
    public CompletionStage<List<AlertRow>> read(String tenant, AlertPosition after, Optional<String> alert, int most) {
        return CompletableFuture.completedStage(alerts.stream()
                .filter(row -> row.key().tenant().equals(tenant)
                        && row.key().pipeline().equals(after.pipeline())
                        && ORDER.compare(AlertPosition.after(row), after) > 0
                        && alert.map(row.key().alert()::equals).orElse(true))
                .limit(most)
                .toList());
    }
}
