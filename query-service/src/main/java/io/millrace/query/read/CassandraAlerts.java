package io.millrace.query.read;

import io.millrace.cassandra.AlertsTable;
import io.millrace.model.alert.AlertRow;
import io.millrace.query.request.AlertPosition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Alerts from Cassandra. */
public final class CassandraAlerts implements AlertSource {
    private final AlertsTable table;

    public CassandraAlerts(AlertsTable table) {
        this.table = table;
    }

    @Override
    public CompletionStage<List<AlertRow>> read(String tenant, AlertPosition after, Optional<String> alert, int most) {
        AlertRow.Key key = new AlertRow.Key(
                tenant, after.pipeline(), after.rollup(), after.generation(), after.alert(), after.group());
        return table.read(key, alert, most)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(CassandraRows.judged(failure)));
    }
}
