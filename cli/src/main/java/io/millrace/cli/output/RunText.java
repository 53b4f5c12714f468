package io.millrace.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Runs, as the query service answers them, for people. */
public final class RunText {
    private RunText() {}

    /** A table of them, in their order. */
    public static String list(List<JsonNode> runs) {
        if (runs.isEmpty()) {
            return "  (no runs)\n";
        }
        TextTable table =
                new TextTable(List.of("started", "kind", "pipeline", "state", "percent", "message", "who", "id"));
        runs.forEach(run -> table.add(List.of(
                run.path("started").asText(),
                run.path("kind").asText(),
                run.path("pipeline").asText(),
                run.path("state").asText(),
                run.path("percent").asText(),
                run.path("message").asText().replaceAll("\\s+", " "),
                run.path("who").asText(),
                run.path("id").asText())));
        return table.toString();
    }

    /** One with all that is known of it: what it found comes last, a difference a line. */
    public static String whole(JsonNode run) {
        StringBuilder text = new StringBuilder();
        run.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (!entry.getKey().equals("differences") && !value.isNull()) {
                text.append("  ")
                        .append(entry.getKey())
                        .append(": ")
                        .append(value.isValueNode() ? value.asText() : value.toString())
                        .append('\n');
            }
        });
        run.path("differences")
                .forEach(difference -> text.append("  ").append(difference).append('\n'));
        return text.toString();
    }
}
