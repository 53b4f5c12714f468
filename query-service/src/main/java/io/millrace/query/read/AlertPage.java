package io.millrace.query.read;

import io.millrace.model.alert.AlertRow;
import io.millrace.query.request.AlertPosition;
import java.util.List;
import java.util.Optional;

/**
 * A page of alerts.
 *
 * @param next where the next page begins; empty if there is none
 */
public record AlertPage(List<AlertRow> alerts, Optional<AlertPosition> next) {
    public AlertPage {
        alerts = List.copyOf(alerts);
    }
}
