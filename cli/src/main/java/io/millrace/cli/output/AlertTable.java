package io.millrace.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Alerts, as the query service answers them, for people. */
public final class AlertTable {
    private static final List<String> HEADER =
            List.of("state", "pipeline", "alert", "dimensions", "since", "window", "events", "measures");

    private AlertTable() {}

    /** A table of them, in their order. */
    public static String text(List<JsonNode> alerts) {
        if (alerts.isEmpty()) {
            return "  (no alerts)\n";
        }
        TextTable table = new TextTable(HEADER);
        for (JsonNode alert : alerts) {
            table.add(List.of(
                    alert.path("state").asText(),
                    alert.path("pipeline").asText(),
                    alert.path("alert").asText(),
                    pairs(alert.path("dimensions")),
                    alert.path("since").asText(),
                    alert.path("windowStart").asText(),
                    alert.path("events").asText(),
                    pairs(alert.path("measures"))));
        }
        return table.toString();
    }

    private static String pairs(JsonNode object) {
        StringBuilder pairs = new StringBuilder();
        object.properties().forEach(field -> pairs.append(pairs.isEmpty() ? "" : " ")
                .append(field.getKey())
                .append('=')
                .append(field.getValue().isNull() ? "-" : field.getValue().asText()));
        return pairs.toString();
    }
}
