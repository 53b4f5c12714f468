package io.millrace.query.data;

import io.millrace.model.alert.AlertRow;
import io.millrace.query.read.AlertSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Alerts in memory. */
public final class StoredAlerts implements AlertSource {
    private final List<AlertRow> alerts;

    public StoredAlerts(AlertRow... alerts) {
        this.alerts = List.of(alerts);
    }

    @Override
    public CompletionStage<Void> read(
            String tenant, String pipeline, Optional<String> alert, Consumer<AlertRow> receiver) {
        alerts.stream()
                .filter(row -> row.key().tenant().equals(tenant)
                        && row.key().pipeline().equals(pipeline)
                        && alert.map(row.key().alert()::equals).orElse(true))
                .forEach(receiver);
        return CompletableFuture.completedStage(null);
    }
}
