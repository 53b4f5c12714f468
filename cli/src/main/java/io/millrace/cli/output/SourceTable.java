package io.millrace.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Sources, as the ingest service answers them, and their runs, as the query service does, for people. */
public final class SourceTable {
    private SourceTable() {}

    /** A table of sources, in their order. */
    public static String sources(List<JsonNode> sources) {
        if (sources.isEmpty()) {
            return "  (no sources)\n";
        }
        TextTable table = new TextTable(List.of(
                "pipeline", "source", "type", "state", "accepted", "rejected", "last run", "next run", "error"));
        sources.forEach(source -> table.add(List.of(
                source.path("pipeline").asText(),
                source.path("source").asText(),
                source.path("type").asText(),
                source.path("state").asText(),
                source.path("accepted").asText(),
                source.path("rejected").asText(),
                text(source.path("runs").path(0).path("startedAt")),
                text(source.path("nextRun")),
                text(source.path("error")))));
        return table.toString();
    }

    /** A table of runs, in their order. */
    public static String runs(List<JsonNode> runs) {
        if (runs.isEmpty()) {
            return "  (no runs)\n";
        }
        TextTable table = new TextTable(List.of("started", "ended", "run", "accepted", "rejected", "subject", "error"));
        runs.forEach(run -> table.add(List.of(
                run.path("startedAt").asText(),
                run.path("endedAt").asText(),
                run.path("number").asText(),
                run.path("accepted").asText(),
                run.path("rejected").asText(),
                text(run.path("subject")),
                text(run.path("error")))));
        return table.toString();
    }

    /** On one line; nothing for what is not there. */
    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.asText().replaceAll("\\s+", " ");
    }
}
