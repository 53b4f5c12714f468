package io.millrace.query.read;

import io.millrace.cassandra.AlertsTable;
import io.millrace.model.alert.AlertRow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Alerts from Cassandra. */
public final class CassandraAlerts implements AlertSource {
    private final AlertsTable table;

    public CassandraAlerts(AlertsTable table) {
        this.table = table;
    }

    @Override
    public CompletionStage<Void> read(
            String tenant, String pipeline, Optional<String> alert, Consumer<AlertRow> receiver) {
        return table.read(tenant, pipeline, alert, receiver)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(CassandraRows.judged(failure)));
    }
}
