package io.millrace.model.definition;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks the parts of a definition whose engine is not built yet, so that they are right the day it is, and says of each that nothing would
 * come of it today.
 */
final class LaterParts {
    private final Columns columns;

    LaterParts(Columns columns) {
        this.columns = columns;
    }

    /** What comes after rollups and may refer to them. */
    void checkOutputs(Section root) {
        Set<String> tables = new HashSet<>();
        for (Section table : root.sections("tables", Shape.TABLE)) {
            table.unique(tables, "table");
            table.require("key");
            table.require("columns");
            Set<String> key = new HashSet<>(columns.require(table.texts("key")));
            for (Section.Named column : table.texts("columns")) {
                if (columns.require(column.name(), column.path()) && !key.add(column.name())) {
                    table.problem(column, Problems.quote(column.name()) + " stands here twice", "keep one of them");
                }
            }
        }
        refuse(root, "tables", "typed tables", "leave it out; rollups are queryable today");
    }

    void checkSources(Section root) {
        for (Section source : root.sections("sources", LaterParts::sourceShape)) {
            source.require("type");
            source.word("type", List.of("csv-folder", "poll", "kafka"));
            switch (source.shape()) {
                case POLL -> checkPoll(source);
                case KAFKA -> {
                    source.require("topic");
                    source.require("format");
                    source.text("topic");
                    source.word("format", List.of("json", "csv", "avro"));
                    source.word("startFrom", List.of("earliest", "latest"));
                }
                default -> {
                    source.require("folder");
                    source.text("folder");
                }
            }
        }
        refuse(root, "sources", "sources", "leave it out; send events over HTTP, or a file with millrace ingest");
    }

    private static Shape sourceShape(DocumentNode.Mapping mapping) {
        if (mapping.entries().get("type") instanceof DocumentNode.Scalar type) {
            return switch (type.text()) {
                case "poll" -> Shape.POLL;
                case "kafka" -> Shape.KAFKA;
                default -> Shape.CSV_FOLDER;
            };
        }
        return Shape.CSV_FOLDER;
    }

    private static void checkPoll(Section source) {
        source.require("url");
        source.require("every");
        source.text("url")
                .filter(url -> !isHttp(url))
                .ifPresent(url ->
                        source.problem("url", Problems.quote(url) + " is no web address", "https:// and a host"));
        source.duration("every", Duration.ofSeconds(1), DefinitionReader.GREATEST_LATENESS);
        source.text("records")
                .filter(path -> !path.startsWith("$"))
                .ifPresent(path ->
                        source.problem("records", Problems.quote(path) + " is no JSON path", "such as $.data[*]"));
        source.secrets("headers");
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null
                    && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()));
        } catch (URISyntaxException notOne) {
            return false;
        }
    }

    private static void refuse(Section root, String key, String what, String hint) {
        // An empty list asks for nothing, so nothing is ignored.
        if (root.has(key) && !root.isEmptyList(key)) {
            root.notSupported(key, what, hint);
        }
    }
}
